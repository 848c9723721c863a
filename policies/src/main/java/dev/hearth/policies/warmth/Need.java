package dev.hearth.policies.warmth;

import dev.hearth.kernel.PoolView;
import dev.hearth.policies.scheduling.PoissonQuantile;

/**
 * How many instances a pool needs for itself: the number of invocations in hand at a time counts as
 * Poisson, with the mean seen over the last while (older times fade with {@code exp(-t / window)}),
 * and a quantile of it is needed.
 */
final class Need {
  private double mean;
  private long lastAt;
  private long lastInHand;

  /** Instances needed as of now. */
  int of(PoolView pool, long now, long windowNanos, double quantile) {
    long inHand = pool.inHandNanos(now);
    long passed = now - lastAt;
    if (passed > 0) {
      double recent = (double) (inHand - lastInHand) / passed;
      double kept = StrictMath.exp(-(double) passed / windowNanos);
      mean = kept * mean + (1 - kept) * recent;
      lastAt = now;
      lastInHand = inHand;
    }
    return PoissonQuantile.of(mean, quantile);
  }
}
