package dev.hearth.simulator.workload;

import java.util.random.RandomGenerator;

/**
 * Execution times: lognormal with this mean and coefficient of variation, {@code sigma^2 = ln(1 +
 * variation^2)} and {@code mu = ln(mean) - sigma^2 / 2}.
 */
record Lognormal(double meanNanos, double variation) {
  Lognormal {
    if (!(meanNanos > 0) || !(variation >= 0)) {
      throw new IllegalArgumentException(
          "execution times need a positive mean and no negative variation, not %s ns and %s"
              .formatted(meanNanos, variation));
    }
  }

  /** At least a nanosecond. */
  long draw(RandomGenerator random) {
    double variance = StrictMath.log1p(variation * variation);
    double mu = StrictMath.log(meanNanos) - variance / 2;
    return Math.max(1, Math.round(StrictMath.exp(mu + StrictMath.sqrt(variance) * normal(random))));
  }

  private static double normal(RandomGenerator random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
