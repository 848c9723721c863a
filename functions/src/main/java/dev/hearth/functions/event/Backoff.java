package dev.hearth.functions.event;

import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: after the n-th failure, counted from 0, anything from
 * nothing to {@code min(cap, base · 2ⁿ)} (Brooker, AWS Architecture Blog 2015).
 *
 * @param baseMillis most delay after the first failure
 * @param capMillis most delay after any
 */
record Backoff(long baseMillis, long capMillis) {
  private static final int MAX_SHIFT = 30;

  Backoff {
    if (baseMillis < 1 || capMillis < baseMillis) {
      throw new IllegalArgumentException("a back-off grows from 1 ms or more");
    }
  }

  long bound(int failures) {
    return Math.min(capMillis, baseMillis << Math.min(failures, MAX_SHIFT));
  }

  long delay(int failures, RandomGenerator random) {
    return random.nextLong(bound(failures) + 1);
  }
}
