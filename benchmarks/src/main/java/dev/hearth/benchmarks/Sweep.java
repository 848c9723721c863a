package dev.hearth.benchmarks;

import java.nio.file.Path;

/**
 * What the bare loop's sweep found, in a process of its own.
 *
 * @param shape of its best cell
 * @param leastCpuMillis the least CPU a row took in any cell
 */
record Sweep(String shape, double leastCpuMillis) {
  /** Sweeps, and prints every cell. */
  static Sweep run(Workload workload, double seconds, Path store, Deadline deadline)
      throws InterruptedException {
    try (var sweep =
        ChildProcess.of(
            BareLoop.class,
            "--workload=" + workload.text(),
            "--seconds=" + seconds,
            "--passes=2",
            "--store=" + store)) {
      double leastCpuMillis = Double.NaN;
      while (true) {
        String line = sweep.line(deadline);
        System.out.println(line);
        if (line.startsWith(BareLoop.LEAST_CPU)) {
          leastCpuMillis = Double.parseDouble(line.substring(BareLoop.LEAST_CPU.length()));
        }
        if (line.startsWith(BareLoop.BEST)) {
          return new Sweep(line.substring(BareLoop.BEST.length()), leastCpuMillis);
        }
      }
    }
  }
}
