package dev.hearth.simulator.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When workflows begin: with these rates, each for one step of time, over and over.
 *
 * @param ratesPerSecond the rate in each step
 * @param stepNanos length of a step
 * @param poisson whether arrivals are independent, or evenly spaced by the rate
 */
record Roots(List<Double> ratesPerSecond, long stepNanos, boolean poisson) {
  Roots {
    ratesPerSecond = List.copyOf(ratesPerSecond);
    double sum = 0;
    for (double rate : ratesPerSecond) {
      if (!(rate >= 0)) {
        throw new IllegalArgumentException("a rate must not be negative, but is " + rate);
      }
      sum += rate;
    }
    if (sum == 0 || stepNanos < 1) {
      throw new IllegalArgumentException("workflows need a rate above 0 and a step of time");
    }
  }

  static Roots poisson(double perSecond) {
    return new Roots(List.of(perSecond), 1_000_000_000L, true);
  }

  static Roots every(long nanos) {
    return new Roots(List.of(1e9 / nanos), 1_000_000_000L, false);
  }

  /** The first instant after {@code from} at which a workflow begins. */
  double next(double from, RandomGenerator random) {
    double missing = poisson ? -StrictMath.log(1 - random.nextDouble()) : 1;
    if (ratesPerSecond.size() == 1) {
      return from + missing / perNano(0);
    }
    double at = from;
    long step = (long) (from / stepNanos);
    while (true) {
      double end = (double) (step + 1) * stepNanos;
      double within = (end - at) * perNano(step);
      if (within >= missing && within > 0) {
        return at + missing / perNano(step);
      }
      missing -= within;
      at = end;
      step++;
    }
  }

  private double perNano(long step) {
    return ratesPerSecond.get((int) (step % ratesPerSecond.size())) / 1e9;
  }
}
