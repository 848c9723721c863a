package dev.hearth.simulator.workload;

import java.util.SplittableRandom;

/** How one function is invoked. Has no state of its own, so that trials can share it. */
public interface ArrivalProcess {
  /** Begins at instant 0 with chance of its own. */
  Occurrences begin(SplittableRandom random);

  /** The instants of one function in one trial, made one stretch of time after another. */
  interface Occurrences {
    /**
     * Adds the instants before {@code to} that were not added yet.
     *
     * @return an instant, {@code to} or later, before which there are no others; {@code
     *     Long.MAX_VALUE} if there are none at all
     */
    long emit(long to, Chunk into);
  }
}
