package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.Gaps;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** Puts arrivals into a step of time. */
record Placer(Placement placement, long stepNanos) {
  /**
   * Hands on the instants of one step, in no order.
   *
   * @param expected how many arrivals; of a fraction there is one with that probability
   */
  void place(double expected, long from, SplittableRandom random, LongConsumer into) {
    if (placement == Placement.POISSON) {
      poisson(expected, from, random, into);
      return;
    }
    long count = (long) expected;
    if (expected > count && random.nextDouble() < expected - count) {
      count++;
    }
    for (long arrival = 0; arrival < count; arrival++) {
      into.accept(
          from
              + switch (placement) {
                case UNIFORM -> (long) (random.nextDouble() * stepNanos);
                case EVEN -> (long) ((double) arrival / count * stepNanos);
                case START, POISSON -> 0;
              });
    }
  }

  private void poisson(double expected, long from, SplittableRandom random, LongConsumer into) {
    if (expected <= 0) {
      return;
    }
    double at = Gaps.exponential(random) / expected;
    while (at < 1) {
      into.accept(from + Math.min(stepNanos - 1, (long) (at * stepNanos)));
      at += Gaps.exponential(random) / expected;
    }
  }
}
