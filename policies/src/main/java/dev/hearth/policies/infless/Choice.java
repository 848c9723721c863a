package dev.hearth.policies.infless;

import dev.hearth.kernel.Profile;

/**
 * A configuration that meets the objective, with its rates.
 *
 * @param millis of a full batch, the safety factor included
 */
record Choice(Profile.Point point, double millis, RateWindow window) {
  private static final double THREAD_GFLOPS = 64;
  private static final double GPU_PERCENT_GFLOPS = 142;

  int batch() {
    return point.rows();
  }

  double threads() {
    return point.cpuMillis() / 1e3;
  }

  int gpuPercent() {
    return point.gpuPercent();
  }

  /** Requests a second that a GFLOPS of what it is given serves. */
  double efficiency() {
    return 1000 / millis * batch() / gflops(threads(), gpuPercent());
  }

  /** Threads and a share of a GPU in one measure. */
  static double gflops(double threads, double gpuPercent) {
    return threads * THREAD_GFLOPS + gpuPercent * GPU_PERCENT_GFLOPS;
  }
}
