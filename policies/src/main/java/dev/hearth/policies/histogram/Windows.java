package dev.hearth.policies.histogram;

/**
 * What happens to an idle pool, counted from the end of its last work.
 *
 * @param preWarmNanos it is unloaded at once and loaded again after so long; 0 means it stays
 * @param keepAliveNanos how long it is then kept
 */
record Windows(long preWarmNanos, long keepAliveNanos) {
  static Windows keep(long nanos) {
    return new Windows(0, nanos);
  }

  /** When it goes for good. */
  long endNanos() {
    return preWarmNanos + keepAliveNanos;
  }

  /** {@code share} of this and the rest of {@code other}. */
  Windows blend(double share, Windows other) {
    return new Windows(
        mix(share, preWarmNanos, other.preWarmNanos),
        mix(share, keepAliveNanos, other.keepAliveNanos));
  }

  private static long mix(double share, long first, long second) {
    return (long) (share * first + (1 - share) * second);
  }
}
