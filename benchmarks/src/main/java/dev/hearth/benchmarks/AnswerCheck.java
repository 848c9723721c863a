package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.benchmarks.BareSessions.Engine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Holds an embedding of the node against that of the bare loop for the same tokens. */
final class AnswerCheck {
  private static final double LEAST_COSINE = 0.999;
  private static final String DATA = "\"data\":[";

  private AnswerCheck() {}

  /**
   * Checks, and prints how alike they are.
   *
   * @throws IllegalStateException if they are not
   */
  static void embedding(NodeProcess node, String name, Path model)
      throws IOException, InterruptedException, OrtException {
    String answer =
        node.post(
            "/v2/models/" + name + "/infer",
            Protocol.json(Workload.MINILM.row(new Random(MiniLmBuffers.SEED))));
    int from = answer.indexOf(DATA) + DATA.length();
    String[] served = answer.substring(from, answer.indexOf(']', from)).split(",", -1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = BareSessions.options(1, Engine.STANDARD);
        OrtSession session = environment.createSession(model.toString(), options);
        var buffers = new MiniLmBuffers(environment, session, 1)) {
      buffers.run(session);
      FloatBuffer bare = buffers.embeddings();
      double cosine = 0;
      for (int i = 0; i < bare.capacity(); i++) {
        cosine += bare.get(i) * Double.parseDouble(served[i]);
      }
      System.out.printf(
          Locale.ROOT, "the node's answer and the bare loop's: cosine %.6f%n", cosine);
      if (served.length != bare.capacity() || cosine < LEAST_COSINE) {
        throw new IllegalStateException("the node's answer is not the bare loop's: " + answer);
      }
    }
  }
}
