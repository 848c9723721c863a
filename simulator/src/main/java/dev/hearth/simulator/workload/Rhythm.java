package dev.hearth.simulator.workload;

/**
 * How the rate of arrivals rises and falls: one factor for each step of time, scaled to a mean of
 * 1. Arrivals are made in a time of their own in which the rate is even; this turns that time into
 * instants, so that any process keeps its character under any rhythm.
 */
public final class Rhythm {
  /** Always the same rate. */
  public static final Rhythm EVEN = new Rhythm(Long.MAX_VALUE, 1);

  private final long stepNanos;
  private final double[] factors;
  private final double[] passed;

  /**
   * Factors for the steps of the workload's length.
   *
   * @throws IllegalArgumentException if there are none, one is negative, or all are 0
   */
  public Rhythm(long stepNanos, double... factors) {
    double sum = 0;
    for (double factor : factors) {
      if (!(factor >= 0)) {
        throw new IllegalArgumentException("a rate cannot be " + factor);
      }
      sum += factor;
    }
    if (!(sum > 0) || stepNanos < 1) {
      throw new IllegalArgumentException("a rhythm needs a step and a rate above 0");
    }
    this.stepNanos = stepNanos;
    this.factors = new double[factors.length];
    this.passed = new double[factors.length + 1];
    for (int step = 0; step < factors.length; step++) {
      this.factors[step] = factors[step] * factors.length / sum;
      passed[step + 1] = passed[step] + this.factors[step] * stepNanos;
    }
  }

  /** Goes forward through the rhythm. */
  final class Hand {
    private int step;

    /** The instant of a moment of even time that is not before the one asked for last. */
    long instant(double evenNanos) {
      while (step < factors.length && evenNanos >= passed[step + 1]) {
        step++;
      }
      if (step == factors.length) {
        return Long.MAX_VALUE;
      }
      return step * stepNanos
          + Math.min(stepNanos - 1, (long) ((evenNanos - passed[step]) / factors[step]));
    }
  }
}
