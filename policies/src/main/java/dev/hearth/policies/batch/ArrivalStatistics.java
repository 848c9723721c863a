package dev.hearth.policies.batch;

import java.util.List;

/**
 * Sums over the gaps between arrivals, from which an {@link ArrivalProcess} is fitted: moments up
 * to the third and autocorrelations of lag 1 to {@value #LAGS}. Adding a gap allocates nothing.
 */
final class ArrivalStatistics {
  static final int LAGS = 16;

  private final double[] recent = new double[LAGS];
  private final double[] products = new double[LAGS];
  private long count;
  private double sum;
  private double squares;
  private double cubes;

  void add(double seconds) {
    int known = (int) Math.min(count, LAGS);
    for (int lag = 1; lag <= known; lag++) {
      products[lag - 1] += seconds * recent[(int) ((count - lag) % LAGS)];
    }
    recent[(int) (count % LAGS)] = seconds;
    count++;
    sum += seconds;
    squares += seconds * seconds;
    cubes += seconds * seconds * seconds;
  }

  void clear() {
    java.util.Arrays.fill(products, 0);
    count = 0;
    sum = 0;
    squares = 0;
    cubes = 0;
  }

  long count() {
    return count;
  }

  double mean() {
    return sum / count;
  }

  /** Squared coefficient of variation: 1 for Poisson arrivals, more for bursts. */
  double squaredVariation() {
    return squares / count / (mean() * mean()) - 1;
  }

  /** Third moment. */
  double thirdMoment() {
    return cubes / count;
  }

  /** Sum of the autocorrelations of lag 1 to {@value #LAGS}. */
  double correlation() {
    double variance = squares / count - mean() * mean();
    double total = 0;
    for (int lag = 1; lag <= LAGS && lag < count; lag++) {
      total += (products[lag - 1] / (count - lag) - mean() * mean()) / variance;
    }
    return total;
  }

  /** As plain numbers: count, mean, squared variation, third moment, correlation. */
  List<Double> numbers() {
    return List.of((double) count, mean(), squaredVariation(), thirdMoment(), correlation());
  }
}
