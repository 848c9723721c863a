package dev.hearth.simulator.workload;

import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Log-normal execution times. The shape is a table of quantiles that all functions share; beyond
 * its first and last ones nothing is drawn.
 */
public final class LogNormalTable {
  private static final int CELLS = 1_024;

  private final double[] table = new double[CELLS + 1];
  private final double mean;

  /** A shape whose logarithm has this standard deviation. */
  public LogNormalTable(double sigma) {
    if (!(sigma >= 0 && sigma <= 10)) {
      throw new IllegalArgumentException("sigma lies in [0, 10], not " + sigma);
    }
    var normal = new NormalDistribution();
    double sum = 0;
    for (int cell = 0; cell <= CELLS; cell++) {
      double share = (cell + 0.5) / (CELLS + 1);
      table[cell] = StrictMath.exp(sigma * normal.inverseCumulativeProbability(share));
      sum += cell == 0 || cell == CELLS ? table[cell] / 2 : table[cell];
    }
    this.mean = sum / CELLS;
  }

  /** Execution times of this shape. */
  public Durations withMean(double meanNanos) {
    double median = meanNanos / mean;
    return bits -> Math.max(1, (long) (median * at(bits)));
  }

  private double at(long bits) {
    double place = Durations.unit(bits) * CELLS;
    int cell = (int) place;
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell]);
  }
}
