package dev.hearth.simulator.workload;

import java.util.Arrays;

/**
 * Execution times with given percentiles. Between two of them the inverse of the distribution
 * function is interpolated in the logarithm, since durations are skewed to the right; from a
 * percentile below 1 ms it is a straight line.
 */
public final class Quantiles implements Durations {
  private static final double LEAST_LOG_NANOS = 1_000_000;

  private final double[] shares;
  private final double[] nanos;
  private final double[] logs;

  /**
   * Values at shares of the invocations.
   *
   * @param shares ascending from 0 to 1
   * @param nanos not descending, as many
   */
  public Quantiles(double[] shares, double[] nanos) {
    check(shares, nanos);
    this.shares = shares.clone();
    this.nanos = nanos.clone();
    this.logs = Arrays.stream(nanos).map(value -> StrictMath.log(Math.max(1, value))).toArray();
  }

  private static void check(double[] shares, double[] nanos) {
    if (shares.length < 2
        || shares.length != nanos.length
        || shares[0] != 0
        || shares[shares.length - 1] != 1) {
      throw new IllegalArgumentException(
          "percentiles go from 0 to 100 with one value each: %s for %s"
              .formatted(Arrays.toString(nanos), Arrays.toString(shares)));
    }
    for (int knot = 1; knot < shares.length; knot++) {
      if (!(shares[knot] > shares[knot - 1] && nanos[knot] >= nanos[knot - 1] && nanos[0] >= 0)) {
        throw new IllegalArgumentException(
            "percentiles and their values must ascend: %s for %s"
                .formatted(Arrays.toString(nanos), Arrays.toString(shares)));
      }
    }
  }

  @Override
  public long nanos(long bits) {
    return Math.max(1, (long) at(Durations.unit(bits)));
  }

  /** The value that {@code share} of the invocations do not exceed. */
  public double at(double share) {
    int knot = 0;
    while (knot < shares.length - 2 && share >= shares[knot + 1]) {
      knot++;
    }
    double part = (share - shares[knot]) / (shares[knot + 1] - shares[knot]);
    if (nanos[knot] == nanos[knot + 1]) {
      return nanos[knot];
    }
    return nanos[knot] < LEAST_LOG_NANOS
        ? nanos[knot] + part * (nanos[knot + 1] - nanos[knot])
        : StrictMath.exp(logs[knot] + part * (logs[knot + 1] - logs[knot]));
  }
}
