package dev.hearth.policies.asyfunc;

import java.util.Arrays;

/**
 * The rates of past periods, and what to be ready for: the 95th percentile of those remembered, or
 * their exponentially weighted mean. Keeps so many periods and no more.
 */
final class RateHistory {
  private static final double PERCENTILE = 0.95;
  private static final double WEIGHT = 0.3;

  /** What is made of the past. */
  enum Forecast {
    P95,
    EWMA
  }

  private final Forecast forecast;
  private final double[] rates;
  private int next;
  private int known;
  private double mean;

  RateHistory(Forecast forecast, int periods) {
    this.forecast = forecast;
    rates = new double[periods];
  }

  void add(double rate) {
    mean = known == 0 ? rate : WEIGHT * rate + (1 - WEIGHT) * mean;
    rates[next] = rate;
    next = (next + 1) % rates.length;
    known = Math.min(known + 1, rates.length);
  }

  /** Rows a second to be ready for; 0 before the first period. */
  double expected() {
    if (known == 0 || forecast == Forecast.EWMA) {
      return mean;
    }
    var sorted = Arrays.copyOf(rates, known);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(PERCENTILE * known) - 1];
  }
}
