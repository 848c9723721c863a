package dev.hearth.policies.batch;

import java.util.List;

/**
 * Arrivals of one phase (Poisson) or two: {@code D0} holds the rates of changes of phase without an
 * arrival, its diagonal minus the sum of all rates out of the phase, {@code D1} those with one. A
 * diagonal {@code D1} makes it a Markov-modulated Poisson process.
 *
 * @param d0 row by row, per second
 * @param d1 row by row, per second
 */
record ArrivalProcess(List<Double> d0, List<Double> d1) {
  ArrivalProcess {
    d0 = List.copyOf(d0);
    d1 = List.copyOf(d1);
    if (d0.size() != d1.size() || (d0.size() != 1 && d0.size() != 4)) {
      throw new IllegalArgumentException(
          "D0 and D1 have one rate each, or four, not %d and %d".formatted(d0.size(), d1.size()));
    }
  }

  static ArrivalProcess poisson(double rate) {
    return new ArrivalProcess(List.of(-rate), List.of(rate));
  }

  /** A Poisson process whose rate changes between two values. */
  static ArrivalProcess mmpp(double rate0, double rate1, double leaving0, double leaving1) {
    return new ArrivalProcess(
        List.of(-rate0 - leaving0, leaving0, leaving1, -rate1 - leaving1),
        List.of(rate0, 0.0, 0.0, rate1));
  }

  int phases() {
    return d0.size() == 1 ? 1 : 2;
  }

  double d0(int from, int to) {
    return d0.get(from * phases() + to);
  }

  double d1(int from, int to) {
    return d1.get(from * phases() + to);
  }

  /** {@code l}: arrivals a second that stay in a phase. */
  double staying(int phase) {
    return d1(phase, phase);
  }

  /** {@code w}: changes a second out of a phase, with an arrival or without. */
  double leaving(int phase) {
    return -(d0(phase, phase) + d1(phase, phase));
  }

  /** Arrivals a second in the long run. */
  double rate() {
    if (phases() == 1) {
      return d1(0, 0);
    }
    double first = share(0);
    return first * (d1(0, 0) + d1(0, 1)) + (1 - first) * (d1(1, 0) + d1(1, 1));
  }

  /** Long-run share of time in a phase of two. */
  private double share(int phase) {
    double sum = leaving(0) + leaving(1);
    return sum == 0 ? 1 - phase : leaving(1 - phase) / sum;
  }

  /**
   * The rate that BATCH's mean time to fill a buffer is taken from: {@link #staying} by share of
   * time. For a Markov-modulated process it is {@link #rate}; otherwise arrivals that change the
   * phase are not in it, as in the authors' release.
   */
  double publishedRate() {
    return phases() == 1 ? d1(0, 0) : share(0) * staying(0) + share(1) * staying(1);
  }
}
