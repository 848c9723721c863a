package dev.hearth.simulator.workload;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A Markovian arrival process with two states (M. F. Neuts, "A versatile Markovian point process",
 * J. Appl. Probab. 16, 1979). {@code D0} holds the rates of changes of state without an arrival,
 * its diagonal minus the sum of all rates out of the state; {@code D1} holds the rates of those
 * with one. Where {@code D1} is diagonal it is a Markov-modulated Poisson process.
 *
 * @param d0 row by row, per second
 * @param d1 row by row, per second
 */
public record Map2(List<Double> d0, List<Double> d1) implements Gaps {
  private static final double NANOS = 1e9;

  public Map2 {
    d0 = List.copyOf(d0);
    d1 = List.copyOf(d1);
    if (d0.size() != 4 || d1.size() != 4) {
      throw new IllegalArgumentException("D0 and D1 have four rates each, row by row");
    }
    for (int state = 0; state < 2; state++) {
      double change = d0.get(state * 2 + 1 - state);
      double out = change + d1.get(state * 2) + d1.get(state * 2 + 1);
      double kept = -d0.get(state * 2 + state);
      if (change < 0 || d1.get(state * 2) < 0 || d1.get(state * 2 + 1) < 0 || !(out > 0)) {
        throw new IllegalArgumentException(
            "row %d of a MAP has a rate below 0 or none above: D0 %s, D1 %s"
                .formatted(state, d0, d1));
      }
      if (Math.abs(kept - out) > 1e-3 * out) {
        throw new IllegalArgumentException(
            "row %d of D0 and D1 must add up to 0: the diagonal is -%s where the others add up to %s"
                .formatted(state, kept, out));
      }
    }
  }

  /**
   * A Poisson process whose rate changes between two values.
   *
   * @param rates arrivals a second in each state
   * @param switching changes a second out of each state
   */
  public static Map2 mmpp(List<Double> rates, List<Double> switching) {
    return new Map2(
        List.of(
            -(rates.get(0) + switching.get(0)),
            switching.get(0),
            switching.get(1),
            -(rates.get(1) + switching.get(1))),
        List.of(rates.get(0), 0.0, 0.0, rates.get(1)));
  }

  /** All rates times a factor. */
  public Map2 times(double factor) {
    return new Map2(
        d0.stream().map(rate -> rate * factor).toList(),
        d1.stream().map(rate -> rate * factor).toList());
  }

  /** Long-run probability of the first state. */
  public double firstStateShare() {
    double leaving = d0.get(1) + d1.get(1);
    double coming = d0.get(2) + d1.get(2);
    return leaving + coming == 0 ? 1 : coming / (leaving + coming);
  }

  /** Arrivals a second in the long run. */
  public double rate() {
    double first = firstStateShare();
    return first * (d1.get(0) + d1.get(1)) + (1 - first) * (d1.get(2) + d1.get(3));
  }

  @Override
  public Sequence begin(SplittableRandom random) {
    return new Walk(random);
  }

  private final class Walk implements Sequence {
    private final SplittableRandom random;
    private final double[] change = {d0.get(1), d0.get(2)};
    private final double[] toFirst = {d1.get(0), d1.get(2)};
    private final double[] all = {
      d0.get(1) + d1.get(0) + d1.get(1), d0.get(2) + d1.get(2) + d1.get(3)
    };
    private int state;

    Walk(SplittableRandom random) {
      this.random = random;
      this.state = random.nextDouble() < firstStateShare() ? 0 : 1;
    }

    @Override
    public double first() {
      return next();
    }

    @Override
    public double next() {
      double waited = 0;
      while (true) {
        waited += Gaps.exponential(random) / all[state];
        double pick = random.nextDouble() * all[state];
        if (pick >= change[state]) {
          state = pick - change[state] < toFirst[state] ? 0 : 1;
          return waited * NANOS;
        }
        state = 1 - state;
      }
    }
  }
}
