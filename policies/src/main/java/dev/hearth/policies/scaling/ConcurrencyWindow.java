package dev.hearth.policies.scaling;

/**
 * Mean concurrency over the last seconds, from samples of {@link
 * dev.hearth.kernel.PoolView#inHandNanos} taken about once a second. An average never covers what
 * lies before {@link #restart}: a young history is not thinned with zeros.
 */
final class ConcurrencyWindow {
  private static final long SECOND = 1_000_000_000L;

  private final long[] instants;
  private final long[] integrals;
  private int samples;

  /**
   * @param seconds the longest average that will be asked for
   */
  ConcurrencyWindow(int seconds) {
    instants = new long[seconds + 1];
    integrals = new long[seconds + 1];
  }

  /** Forgets everything; the history begins at {@code now}. */
  void restart(long now, long integral) {
    samples = 0;
    sample(now, integral);
  }

  /** At {@code now} the integral of what is in hand is this, in invocation-nanoseconds. */
  void sample(long now, long integral) {
    int place = samples++ % instants.length;
    instants[place] = now;
    integrals[place] = integral;
  }

  /**
   * Invocations in hand on average over the {@code seconds} up to the last sample, from the first
   * sample that is at most so old; 0 while there is but one.
   */
  double average(int seconds) {
    int last = (samples - 1) % instants.length;
    int from = last;
    for (int back = 1; back < Math.min(samples, instants.length); back++) {
      int place = Math.floorMod(samples - 1 - back, instants.length);
      if (instants[last] - instants[place] > seconds * SECOND) {
        break;
      }
      from = place;
    }
    long elapsed = instants[last] - instants[from];
    return elapsed == 0 ? 0 : (double) (integrals[last] - integrals[from]) / elapsed;
  }
}
