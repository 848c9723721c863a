package dev.hearth.inference.generation;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A model that answers token by token, through a {@link GenerationLoop}, and never in one run. Its
 * metadata name the text that goes in and comes out.
 */
public final class TextGenerator implements LoadedModel {
  private static final GraphMetadata METADATA =
      new GraphMetadata(List.of(text("text_input")), List.of(text("text_output")));

  private final Decoder decoder;
  private final TokenCodec codec;
  private final int maxSequences;
  private final int maxTokens;

  /**
   * A generator, which closes the decoder and the codec with itself.
   *
   * @param maxSequences answers at once
   * @param maxTokens of one prompt and its answer
   */
  public TextGenerator(Decoder decoder, TokenCodec codec, int maxSequences, int maxTokens) {
    this.decoder = decoder;
    this.codec = codec;
    this.maxSequences = maxSequences;
    this.maxTokens = maxTokens;
  }

  private static TensorMetadata text(String name) {
    return new TensorMetadata(name, Datatype.BYTES, List.of(1L), List.of(""));
  }

  /**
   * Reads two prompts of unequal length and steps both together, so that a graph that cannot do
   * that is found out, and what an engine does once is done.
   *
   * @throws ModelException with {@link ModelException.Code#UNSUPPORTED_MODEL} if it cannot
   */
  public void tryOut(ModelSource source) {
    if (maxSequences > 1 && !decoder.layout().positions()) {
      throw new ModelException(
          ModelException.Code.UNSUPPORTED_MODEL,
          "the model '%s' takes no %s, so sequences of unequal length cannot share a step; export it with them, or set generation.max-sequences to 1"
              .formatted(source, DecoderLayout.POSITIONS));
    }
    try {
      step();
    } catch (InvalidRequest | ModelException | IndexOutOfBoundsException e) {
      throw new ModelException(
          ModelException.Code.UNSUPPORTED_MODEL,
          "the model '%s' cannot generate: %s".formatted(source, e.getMessage()),
          e);
    }
  }

  private void step() {
    try (Cache one = decoder.prefill(new long[] {0}).cache();
        Cache other = decoder.prefill(new long[] {0, 0}).cache()) {
      List<CacheRows.Row> rows =
          maxSequences == 1
              ? List.of(new CacheRows.Row(one, 0))
              : List.of(new CacheRows.Row(one, 0), new CacheRows.Row(other, 0));
      Cache both = new CacheRows(decoder.layout()).gather(rows);
      decoder.next(both, new long[rows.size()]).cache().close();
    }
  }

  /** A loop that steps this model; to be closed before the model. */
  public GenerationLoop loop(Executor executor, LoopMeter meter, LongSupplier nanos) {
    return new GenerationLoop(decoder, codec, maxSequences, maxTokens, executor, meter, nanos);
  }

  @Override
  public GraphMetadata metadata() {
    return METADATA;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    throw new InvalidRequest(
        InvalidRequest.Code.RUN_FAILED, "the model generates text token by token, not in one run");
  }

  @Override
  public void close() {
    decoder.close();
    codec.close();
  }
}
