package dev.hearth.inference.profile;

/**
 * How much is run for one configuration: untimed runs first, then timed ones until both the least
 * number and the time are reached, or the most.
 *
 * @param warmUps untimed runs
 * @param leastRuns timed runs at least
 * @param mostRuns timed runs at most
 * @param nanos time after which no further run starts, once there are enough
 */
public record Effort(int warmUps, int leastRuns, int mostRuns, long nanos) {
  /** 3 runs untimed, then 9 to 300 timed ones in 600 ms. */
  public static final Effort DEFAULTS = new Effort(3, 9, 300, 600_000_000L);

  public Effort {
    if (warmUps < 0 || leastRuns < 1 || mostRuns < leastRuns || nanos < 0) {
      throw new IllegalArgumentException(
          "an effort of %d untimed and %d to %d timed runs in %d ns is impossible"
              .formatted(warmUps, leastRuns, mostRuns, nanos));
    }
  }

  /** A part of it: as much for each of so many turns that they come to the whole. */
  Effort shared(int turns) {
    return new Effort(
        warmUps, Math.ceilDiv(leastRuns, turns), Math.ceilDiv(mostRuns, turns), nanos / turns);
  }
}
