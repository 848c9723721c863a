package dev.hearth.policies.histogram;

import dev.hearth.policies.parameter.Said;

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

  /** In words. */
  String said() {
    return preWarmNanos == 0
        ? "an idle one stays " + Said.time(keepAliveNanos)
        : "an idle one goes, is loaded again after %s and then stays %s"
            .formatted(Said.time(preWarmNanos), Said.time(keepAliveNanos));
  }
}
