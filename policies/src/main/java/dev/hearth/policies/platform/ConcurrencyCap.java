package dev.hearth.policies.platform;

/**
 * How many invocations an account may have in hand at an instant: a burst at once; while it has
 * that many, so many more with each full minute; never more than a limit. Below the burst the clock
 * stands still again.
 */
final class ConcurrencyCap {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long NOT_GROWING = -1;

  private final int burst;
  private final int growthEachMinute;
  private final int limit;
  private long growingSince = NOT_GROWING;

  ConcurrencyCap(int burst, int growthEachMinute, int limit) {
    this.burst = Math.min(burst, limit);
    this.growthEachMinute = growthEachMinute;
    this.limit = limit;
  }

  /** The ceiling for one more beside {@code inHand}. */
  int at(long now, int inHand) {
    if (inHand < burst) {
      growingSince = NOT_GROWING;
      return burst;
    }
    if (growingSince == NOT_GROWING) {
      growingSince = now;
    }
    long grown = (now - growingSince) / MINUTE_NANOS * growthEachMinute;
    return (int) Math.min(limit, burst + grown);
  }
}
