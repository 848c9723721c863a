package dev.hearth.gateway.openai;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model that gives embeddings: an output {@code embedding}, FP32 {@code [rows, width]}, for text
 * or tokens.
 */
record Embedder(ServedModel model, TensorMetadata embedding) {
  static final String EMBEDDING = "embedding";
  static final String TOKENS = "tokens";
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";

  /** The model as one that gives embeddings, if it does. */
  static Optional<Embedder> of(ServedModel model) {
    return model
        .graph()
        .output(EMBEDDING)
        .filter(output -> output.datatype() == Datatype.FP32 && output.rank() == 2)
        .map(output -> new Embedder(model, output));
  }

  /**
   * What to ask the model, in parts it can take. Each part is made when it is got: padding may make
   * of a small body tensors that are too large to be held all at once.
   */
  List<InferenceRequest> requests(EmbeddingRequest asked) {
    requireWidth(asked);
    if (asked.texts().isEmpty()) {
      requireTokens();
    } else {
      requireText();
    }
    int most = model.maxRows();
    int parts = Math.ceilDiv(asked.rows(), most);
    return new AbstractList<>() {
      @Override
      public InferenceRequest get(int part) {
        int from = part * most;
        return request(asked, from, from + Math.min(most, asked.rows() - from));
      }

      @Override
      public int size() {
        return parts;
      }
    };
  }

  private InferenceRequest request(EmbeddingRequest asked, int from, int to) {
    List<Tensor> inputs =
        asked.texts().isEmpty()
            ? tokens(asked.tokens().subList(from, to))
            : List.of(text(asked.texts().subList(from, to)));
    return new InferenceRequest(inputs, outputs());
  }

  private void requireWidth(EmbeddingRequest asked) {
    long width = embedding.shape().getLast();
    if (asked.dimensions().isPresent() && asked.dimensions().getAsLong() != width) {
      throw Problem.badRequest(
              "model '%s' gives %d dimensions and no others".formatted(model.name(), width))
          .inField("dimensions");
    }
  }

  private Set<String> outputs() {
    Set<String> outputs = new LinkedHashSet<>();
    outputs.add(EMBEDDING);
    model.graph().output(TOKENS).ifPresent(_ -> outputs.add(TOKENS));
    return outputs;
  }

  private void requireText() {
    List<TensorMetadata> inputs = model.graph().inputs();
    if (inputs.size() != 1
        || inputs.getFirst().datatype() != Datatype.BYTES
        || inputs.getFirst().rank() != 1) {
      throw Problem.badRequest(
              "model '%s' takes no text; deploy it with embedding.tokenizer, or send tokens"
                  .formatted(model.name()))
          .inField(OpenAiErrors.MODEL);
    }
  }

  private void requireTokens() {
    if (model.graph().input(IDS).isEmpty()) {
      throw Problem.badRequest("model '%s' takes no tokens".formatted(model.name()))
          .inField(OpenAiErrors.MODEL);
    }
  }

  private Tensor text(List<byte[]> texts) {
    String name = model.graph().inputs().getFirst().name();
    return Tensor.ofBytes(name, new long[] {texts.size()}, texts);
  }

  private List<Tensor> tokens(List<long[]> rows) {
    int longest = rows.stream().mapToInt(row -> row.length).max().orElse(1);
    List<Tensor> tensors = new ArrayList<>(2);
    tensors.add(padded(IDS, rows, longest, false));
    if (model.graph().input(MASK).isPresent()) {
      tensors.add(padded(MASK, rows, longest, true));
    }
    return tensors;
  }

  private static Tensor padded(String name, List<long[]> rows, int longest, boolean mask) {
    ByteBuffer contents = Tensor.direct((long) rows.size() * longest * Long.BYTES);
    LongBuffer target = contents.asLongBuffer();
    for (int i = 0; i < rows.size(); i++) {
      target.position(i * longest);
      for (long token : rows.get(i)) {
        target.put(mask ? 1 : token);
      }
    }
    return Tensor.of(name, Datatype.INT64, new long[] {rows.size(), longest}, contents);
  }
}
