package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.hearth.benchmarks.BareSessions.Engine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Creates a session and runs it once, at another process's command: for each line in, one line out
 * with the nanoseconds both took together. Ends with its input.
 *
 * <p>Arguments: the workload and the model's file.
 */
final class BareColdStart {
  private BareColdStart() {}

  public static void main(String[] arguments) throws Exception {
    var workload = Workload.parse(arguments[0]);
    var environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hearth");
    environment.setTelemetry(false);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      long start = System.nanoTime();
      long nanos;
      try (var options = BareSessions.options(1, Engine.STANDARD);
          OrtSession session = environment.createSession(arguments[1], options)) {
        long opened = System.nanoTime();
        try (BareBuffers buffers = workload.buffers(environment, session, 1)) {
          long ready = System.nanoTime();
          buffers.run(session);
          nanos = opened - start + System.nanoTime() - ready;
        }
      }
      System.out.println(nanos);
    }
    System.exit(0);
  }
}
