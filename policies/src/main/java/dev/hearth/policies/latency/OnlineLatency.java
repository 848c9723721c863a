package dev.hearth.policies.latency;

import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Resources;

/**
 * The latency of one pool's runs, learned while they end: a least-squares fit of {@code a + b·rows}
 * in which a sample that is n samples old weighs {@code (1 - forgetting)^n}. Neither {@code a} nor
 * {@code b} is ever taken as negative. While all runs had the same number of rows the fit is
 * undetermined; then more rows are taken to cost proportionally more and fewer to cost the same,
 * which errs on the slow side.
 *
 * <p>Function, resources and load are not told apart: keep one object for each kind of instance.
 */
public final class OnlineLatency implements LatencyModel {
  private final double kept;
  private double weight;
  private double rows;
  private double nanos;
  private double rowsSquared;
  private double rowsNanos;

  /**
   * @param forgetting share of the past that each sample replaces, in [0, 1)
   */
  public OnlineLatency(double forgetting) {
    if (!(forgetting >= 0 && forgetting < 1)) {
      throw new IllegalArgumentException("forgetting must lie in [0, 1), not " + forgetting);
    }
    kept = 1 - forgetting;
  }

  /** Learns that a run of so many rows took so long. */
  public void learn(int runRows, long runNanos) {
    weight = weight * kept + 1;
    rows = rows * kept + runRows;
    nanos = nanos * kept + runNanos;
    rowsSquared = rowsSquared * kept + (double) runRows * runRows;
    rowsNanos = rowsNanos * kept + (double) runRows * runNanos;
  }

  @Override
  public long estimate(int function, int wanted, Resources resources, double load) {
    return estimate(wanted);
  }

  /** Nanoseconds for a run of {@code wanted} rows, or -1 before the first sample. */
  public long estimate(int wanted) {
    if (weight == 0) {
      return -1;
    }
    double meanRows = rows / weight;
    double meanNanos = nanos / weight;
    double spread = rowsSquared / weight - meanRows * meanRows;
    if (spread < 1e-6 * meanRows * meanRows) {
      return Math.round(meanNanos * Math.max(1, wanted / meanRows));
    }
    double slope = (rowsNanos / weight - meanRows * meanNanos) / spread;
    slope = Math.clamp(slope, 0, meanNanos / meanRows);
    return Math.round(meanNanos + slope * (wanted - meanRows));
  }
}
