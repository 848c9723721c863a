package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;

/** A model to measure with, and one row of its input. */
enum Workload {
  /** Int8 all-MiniLM-L6-v2 on 16 tokens; the answer is the embedding, pooled and normalised. */
  MINILM {
    @Override
    Path file(Path store) {
      return MiniLm.file(store);
    }

    @Override
    List<Tensor> row(Random random) {
      long[] shape = {1, MiniLmBuffers.TOKENS};
      return List.of(
          Tensor.ofLongs(
              "input_ids",
              shape,
              random
                  .longs(MiniLmBuffers.TOKENS, MiniLmBuffers.FIRST_WORD, MiniLmBuffers.LAST_WORD)
                  .toArray()),
          Tensor.ofLongs("attention_mask", shape, repeated(1)),
          Tensor.ofLongs("token_type_ids", shape, repeated(0)));
    }

    private long[] repeated(long value) {
      return LongStream.generate(() -> value).limit(MiniLmBuffers.TOKENS).toArray();
    }

    @Override
    BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
        throws OrtException {
      return new MiniLmBuffers(environment, session, batch);
    }

    @Override
    String more() {
      return "embedding: {pooling: mean, normalize: true}\n";
    }
  },
  /** Silero's voice activity detector on 512 samples, its state in and out. */
  SILERO {
    @Override
    Path file(Path store) throws IOException, InterruptedException {
      return Silero.file(store);
    }

    @Override
    List<Tensor> row(Random random) {
      return Silero.row(random);
    }

    @Override
    BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
        throws OrtException {
      return new SileroBuffers(environment, batch);
    }

    @Override
    String more() {
      return "";
    }

    @Override
    String batchAxis() {
      return ", axis: batch";
    }
  };

  static Workload parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its file, fetched into {@code store} unless it is there. */
  abstract Path file(Path store) throws IOException, InterruptedException;

  /** The inputs of a request. */
  abstract List<Tensor> row(Random random);

  abstract BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
      throws OrtException;

  /**
   * A manifest for it.
   *
   * @param more lines, such as those of batches and scale
   */
  String manifest(String name, Path file, String more) {
    return "kind: Model\nname: %s\nfrom: \"file:%s\"\n".formatted(name, file.toAbsolutePath())
        + more()
        + more;
  }

  /** What its manifest says about the model itself. */
  abstract String more();

  /** What its manifest says of the batch axis, where the graph's own is not plain. */
  String batchAxis() {
    return "";
  }
}
