package dev.hearth.benchmarks;

import dev.hearth.benchmarks.BareSessions.Engine;
import dev.hearth.benchmarks.BareSessions.Rate;
import dev.hearth.benchmarks.BareSessions.Shape;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The bare loop of one shape, at another process's command: each line in is a number of seconds to
 * run, each line out rows, rows a second and CPU nanoseconds. Ends with its input.
 *
 * <p>Arguments: the workload, the model's file and the shape.
 */
final class ReferenceLoop {
  private ReferenceLoop() {}

  public static void main(String[] arguments) throws Exception {
    var workload = Workload.parse(arguments[0]);
    var shape = Shape.parse(arguments[2]);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var sessions = new BareSessions(workload, Path.of(arguments[1]), shape, Engine.STANDARD)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Rate rate = sessions.run(Double.parseDouble(line));
        System.out.println(rate.rows() + " " + rate.rowsPerSecond() + " " + rate.cpuNanos());
      }
    }
    System.exit(0);
  }
}
