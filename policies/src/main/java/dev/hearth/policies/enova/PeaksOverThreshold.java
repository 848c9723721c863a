package dev.hearth.policies.enova;

import java.util.Arrays;

/**
 * A threshold that values of a known kind pass with a given small probability, from extreme-value
 * theory (A. Siffer et al., KDD 2017). What exceeds the 98th percentile {@code t} of the {@code n}
 * known values follows a generalised Pareto distribution, fitted here by its moments:
 *
 * <pre>
 * γ = ½ (1 - m² / v)    σ = ½ m (m² / v + 1)             m, v: mean and variance of the excesses
 * threshold = t + σ / γ · ((q · n / excesses)^-γ - 1)     or  t - σ · ln(q · n / excesses)  at γ = 0
 * </pre>
 */
final class PeaksOverThreshold {
  private static final double BODY = 0.98;
  private static final double FLAT = 1e-6;

  private PeaksOverThreshold() {}

  /**
   * The threshold.
   *
   * @param known at least 100 values
   * @param q probability of a value beyond it
   */
  static double threshold(double[] known, double q) {
    if (known.length < 100) {
      throw new IllegalArgumentException(
          "a threshold needs at least 100 known values, not " + known.length);
    }
    var sorted = Arrays.copyOf(known, known.length);
    Arrays.sort(sorted);
    int first = (int) (BODY * sorted.length);
    double body = sorted[first - 1];
    int count = sorted.length - first;
    double mean = 0;
    for (int i = first; i < sorted.length; i++) {
      mean += (sorted[i] - body) / count;
    }
    double variance = 0;
    for (int i = first; i < sorted.length; i++) {
      double away = sorted[i] - body - mean;
      variance += away * away / count;
    }
    return body + quantile(mean, variance, q * sorted.length / count);
  }

  private static double quantile(double mean, double variance, double share) {
    if (variance <= 0) {
      return mean;
    }
    double ratio = mean * mean / variance;
    double shape = (1 - ratio) / 2;
    double scale = mean * (ratio + 1) / 2;
    return Math.abs(shape) < FLAT
        ? -scale * StrictMath.log(share)
        : scale / shape * (StrictMath.pow(share, -shape) - 1);
  }
}
