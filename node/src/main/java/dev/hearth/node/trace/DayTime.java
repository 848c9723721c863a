package dev.hearth.node.trace;

import java.util.function.LongSupplier;

/** Which time of day the node's clock means; looked up anew each second. */
final class DayTime {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final LongSupplier clock;
  private final LongSupplier wallMillis;
  private long offset;
  private long lookedAt = Long.MIN_VALUE / 2;

  DayTime(LongSupplier clock, LongSupplier wallMillis) {
    this.clock = clock;
    this.wallMillis = wallMillis;
  }

  /** Nanoseconds since 1970 of a time by the node's clock. */
  synchronized long epochNanos(long time) {
    long now = clock.getAsLong();
    if (now - lookedAt > SECOND) {
      lookedAt = now;
      offset = wallMillis.getAsLong() * MILLI - now;
    }
    return time + offset;
  }

  long epochMillis(long time) {
    return Math.floorDiv(epochNanos(time), MILLI);
  }
}
