package dev.hearth.simulator.workload;

import java.util.SplittableRandom;

/** Times from one arrival to the next. Has no state; what a trial has of it does. */
public interface Gaps {
  /** Begins with chance of its own. */
  Sequence begin(SplittableRandom random);

  /** The gaps of one function in one trial, in nanoseconds. */
  interface Sequence {
    /** From the beginning to the first arrival. */
    double first();

    /** From the arrival before to this one. */
    double next();
  }

  /** Arrivals with these gaps, under a rhythm. */
  default ArrivalProcess under(Rhythm rhythm) {
    return random -> new GapOccurrences(begin(random), rhythm);
  }

  /** An exponential number with mean 1. */
  static double exponential(SplittableRandom random) {
    return -StrictMath.log1p(-random.nextDouble());
  }
}
