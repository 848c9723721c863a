package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.file.Path;

/** What the engine alone answers to the first of the requests that {@link Workload#MINILM} has. */
public final class MiniLmAnswer {
  private MiniLmAnswer() {}

  /** The embedding, of length 1. */
  public static float[] of(Path model) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = BareSessions.options(1, BareSessions.Engine.STANDARD);
        var session = environment.createSession(model.toString(), options);
        var buffers = new MiniLmBuffers(environment, session, 1)) {
      buffers.run(session);
      var embedding = new float[MiniLmBuffers.WIDTH];
      buffers.embeddings().get(0, embedding);
      return embedding;
    }
  }

  /**
   * How alike it is to an answer: the cosine. An answer of token vectors counts by their mean.
   *
   * @throws IllegalArgumentException if it is of another size
   */
  public static double likeness(float[] embedding, float[] answer) {
    if (answer.length == 0 || answer.length % embedding.length != 0) {
      throw new IllegalArgumentException(
          "an answer of %d numbers, not of %d".formatted(answer.length, embedding.length));
    }
    var sum = new double[embedding.length];
    for (int i = 0; i < answer.length; i++) {
      sum[i % sum.length] += answer[i];
    }
    double product = 0;
    double squares = 0;
    for (int i = 0; i < sum.length; i++) {
      product += sum[i] * embedding[i];
      squares += sum[i] * sum[i];
    }
    return product / Math.sqrt(squares);
  }
}
