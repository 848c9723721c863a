package dev.hearth.kernel;

/**
 * The latency a function is planned for: {@code percentile} percent of its invocations should be
 * answered within {@code latencyNanos}. It steers planning and defines goodput; it ends nothing.
 */
public record Objective(long latencyNanos, double percentile) {
  /** No objective: planners treat the function as throughput work. */
  public static final Objective NONE = new Objective(Long.MAX_VALUE, 99);

  public Objective {
    if (latencyNanos <= 0) {
      throw new IllegalArgumentException("latencyNanos must be positive, not " + latencyNanos);
    }
    if (!(percentile > 0 && percentile < 100)) {
      throw new IllegalArgumentException("percentile must lie in (0, 100), not " + percentile);
    }
  }
}
