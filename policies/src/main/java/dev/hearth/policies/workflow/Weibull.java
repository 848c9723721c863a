package dev.hearth.policies.workflow;

import java.util.random.RandomGenerator;

/** The Weibull distribution, {@code P(X <= x) = 1 - exp(-(x / scale)^shape)}. */
record Weibull(double shape, double scale) {
  private static final double LEAST_SHAPE = 0.05;
  private static final double GREATEST_SHAPE = 50;
  private static final int BISECTIONS = 50;

  /**
   * The maximum likelihood fit to positive numbers, of which there must be one: the shape {@code k}
   * solves {@code sum(x^k ln x) / sum(x^k) - 1/k = mean(ln x)}, and {@code scale =
   * mean(x^k)^(1/k)}. Numbers that are all the same get the greatest shape, 50.
   */
  static Weibull fit(long[] samples) {
    double low = LEAST_SHAPE;
    double high = GREATEST_SHAPE;
    double greatest = 0;
    for (long sample : samples) {
      greatest = Math.max(greatest, (double) sample);
    }
    for (int round = 0; round < BISECTIONS; round++) {
      double middle = (low + high) / 2;
      if (excess(samples, greatest, middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double shape = (low + high) / 2;
    double sum = 0;
    for (long sample : samples) {
      sum += StrictMath.pow(sample / greatest, shape);
    }
    return new Weibull(shape, greatest * StrictMath.pow(sum / samples.length, 1 / shape));
  }

  /**
   * Negative while the shape is too small; relative to the greatest, so that no power overflows.
   */
  private static double excess(long[] samples, double greatest, double shape) {
    double powers = 0;
    double weighted = 0;
    double logs = 0;
    for (long sample : samples) {
      double log = StrictMath.log(sample / greatest);
      double power = StrictMath.exp(shape * log);
      powers += power;
      weighted += power * log;
      logs += log;
    }
    return weighted / powers - 1 / shape - logs / samples.length;
  }

  double quantile(double probability) {
    return scale * StrictMath.pow(-StrictMath.log1p(-probability), 1 / shape);
  }

  double draw(RandomGenerator random) {
    return quantile(random.nextDouble());
  }
}
