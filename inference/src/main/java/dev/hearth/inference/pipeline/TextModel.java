package dev.hearth.inference.pipeline;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Text in, as input {@code text}: BYTES {@code [rows]}, UTF-8; it becomes the token tensors of the
 * model within. Those are taken as well in place of the text.
 */
final class TextModel implements LoadedModel {
  static final String TEXT = "text";

  /** More would be cut off after most of the work was done. */
  static final int MAX_TEXT_BYTES = 1 << 20;

  private final LoadedModel model;
  private final Tokenizers.Lease tokenizer;
  private final GraphMetadata metadata;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  TextModel(LoadedModel model, Tokenizers.Lease tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.metadata = metadata(model.metadata());
  }

  private static GraphMetadata metadata(GraphMetadata tokens) {
    TensorMetadata ids = tokens.input(EmbeddingGraph.IDS).orElseThrow();
    var text =
        new TensorMetadata(
            TEXT,
            Datatype.BYTES,
            List.of(ids.shape().getFirst()),
            List.of(ids.dimensionNames().getFirst()));
    List<List<TensorMetadata>> others = new ArrayList<>();
    others.add(tokens.inputs());
    others.addAll(tokens.otherInputs());
    return new GraphMetadata(List.of(text), tokens.outputs(), others, tokens.otherOutputs());
  }

  @Override
  public GraphMetadata metadata() {
    return metadata;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    Optional<Tensor> text = inputs.stream().filter(input -> input.name().equals(TEXT)).findFirst();
    if (text.isEmpty()) {
      return model.run(inputs, requestedOutputs);
    }
    List<List<Tensor>> answers = new ArrayList<>();
    for (TokenBatch batch : TokenBatch.of(ids(text.get()))) {
      answers.add(model.run(batch.tensors(model.metadata()), requestedOutputs));
    }
    return answers.size() == 1 ? answers.getFirst() : joined(answers);
  }

  /** The tokenizer must not be freed midway. */
  private List<long[]> ids(Tensor text) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new ModelException(ModelException.Code.CLOSED, "the model is closed; open it again");
      }
      List<long[]> ids = new ArrayList<>(text.strings().size());
      for (byte[] row : text.strings()) {
        ids.add(ids(decoded(row, ids.size()), ids.size()));
      }
      return ids;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A tokenizer without a token for the unknown fails on some texts and not on others. */
  private long[] ids(String text, int row) {
    try {
      return tokenizer.tokenizer().ids(text);
    } catch (RuntimeException e) {
      throw new InvalidRequest(
          InvalidRequest.Code.INVALID_TENSOR,
          "element %d of input '%s' cannot be made into tokens: %s"
              .formatted(row, TEXT, e.getMessage()),
          e);
    }
  }

  private static String decoded(byte[] utf8, int row) {
    if (utf8.length > MAX_TEXT_BYTES) {
      throw new InvalidRequest(
          InvalidRequest.Code.INVALID_TENSOR,
          "element %d of input '%s' has %d bytes; the most is %d"
              .formatted(row, TEXT, utf8.length, MAX_TEXT_BYTES));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRequest(
          InvalidRequest.Code.INVALID_TENSOR,
          "element %d of input '%s' is not UTF-8".formatted(row, TEXT),
          e);
    }
  }

  private static List<Tensor> joined(List<List<Tensor>> answers) {
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < answers.getFirst().size(); i++) {
      int output = i;
      joined.add(
          Tensor.concatenate(0, answers.stream().map(answer -> answer.get(output)).toList()));
    }
    return joined;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        tokenizer.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
    model.close();
  }
}
