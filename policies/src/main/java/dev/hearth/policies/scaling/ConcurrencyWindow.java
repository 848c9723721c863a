package dev.hearth.policies.scaling;

import java.util.Arrays;

/**
 * How many invocations were in hand over the last seconds, as the time-weighted average over
 * one-second buckets. An average over {@code n} seconds covers the bucket under way and the {@code
 * n} before it, and never what lies before {@link #restart}: a young history is not thinned with
 * zeros.
 */
final class ConcurrencyWindow {
  private static final long BUCKET_NANOS = 1_000_000_000L;

  /** Invocation-nanoseconds of each second, by second modulo length. */
  private final long[] buckets;

  private long begin;
  private long last;
  private int level;

  /**
   * @param seconds the longest average that will be asked for
   */
  ConcurrencyWindow(int seconds) {
    buckets = new long[seconds + 1];
  }

  /** Forgets everything; the history begins at {@code now}. */
  void restart(long now) {
    Arrays.fill(buckets, 0);
    begin = now;
    last = now;
    level = 0;
  }

  /** From {@code now} on so many invocations are in hand. */
  void sample(long now, int invocations) {
    skipTo((now / BUCKET_NANOS - buckets.length + 1) * BUCKET_NANOS);
    while (last < now) {
      long end = Math.min(now, (last / BUCKET_NANOS + 1) * BUCKET_NANOS);
      buckets[place(last)] += level * (end - last);
      last = end;
      if (last % BUCKET_NANOS == 0) {
        buckets[place(last)] = 0;
      }
    }
    level = invocations;
  }

  /** What is older than the buckets reach need not be written into them one by one. */
  private void skipTo(long oldest) {
    if (last < oldest) {
      last = oldest;
      buckets[place(last)] = 0;
    }
  }

  /** Invocations in hand on average over the {@code seconds} up to the last sample. */
  double average(int seconds) {
    long from = Math.max(begin, (last / BUCKET_NANOS - seconds) * BUCKET_NANOS);
    if (from >= last) {
      return level;
    }
    long sum = 0;
    for (long at = from / BUCKET_NANOS; at <= last / BUCKET_NANOS; at++) {
      sum += buckets[(int) (at % buckets.length)];
    }
    return (double) sum / (last - from);
  }

  private int place(long nanos) {
    return (int) (nanos / BUCKET_NANOS % buckets.length);
  }
}
