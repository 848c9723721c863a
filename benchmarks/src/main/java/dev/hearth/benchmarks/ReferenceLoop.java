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
 * run, each line out the rows, rows a second and CPU nanoseconds of that. Ends with its input.
 *
 * <p>Arguments: the model's file and the shape.
 */
final class ReferenceLoop {
  private ReferenceLoop() {}

  public static void main(String[] arguments) throws Exception {
    var shape = Shape.parse(arguments[1]);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var sessions =
        new BareSessions(Path.of(arguments[0]), shape, new Engine(false, false, true))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Rate rate = sessions.run(Double.parseDouble(line));
        System.out.println(rate.rows() + " " + rate.rowsPerSecond() + " " + rate.cpuNanos());
      }
    }
    System.exit(0);
  }
}
