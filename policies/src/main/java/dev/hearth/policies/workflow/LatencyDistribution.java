package dev.hearth.policies.workflow;

/**
 * How long something takes, as probabilities of equal steps of time. What takes longer than the
 * last step counts as that. Independence is taken for granted: one after the other is the
 * convolution of two, both side by side the product of their cumulative distributions.
 */
final class LatencyDistribution {
  private final double stepNanos;
  private final double[] mass;

  private LatencyDistribution(double stepNanos, double[] mass) {
    this.stepNanos = stepNanos;
    this.mass = mass;
  }

  /** All at one instant. */
  static LatencyDistribution always(double nanos, double stepNanos, int steps) {
    var mass = new double[steps];
    mass[index(nanos, stepNanos, steps)] = 1;
    return new LatencyDistribution(stepNanos, mass);
  }

  /** Each sample equally likely; there must be one. */
  static LatencyDistribution of(long[] samples, double stepNanos, int steps) {
    var mass = new double[steps];
    for (long sample : samples) {
      mass[index((double) sample, stepNanos, steps)] += 1.0 / samples.length;
    }
    return new LatencyDistribution(stepNanos, mass);
  }

  private static int index(double nanos, double stepNanos, int steps) {
    return (int) Math.clamp(Math.rint(nanos / stepNanos), 0, steps - 1);
  }

  /** This and then the other. */
  LatencyDistribution then(LatencyDistribution other) {
    var sum = new double[mass.length];
    int last = mass.length - 1;
    for (int i = 0; i <= last; i++) {
      if (mass[i] > 0) {
        for (int j = 0; j <= last; j++) {
          sum[Math.min(last, i + j)] += mass[i] * other.mass[j];
        }
      }
    }
    return new LatencyDistribution(stepNanos, sum);
  }

  /** This and the other side by side, until both are over. */
  LatencyDistribution beside(LatencyDistribution other) {
    var both = new double[mass.length];
    double mine = 0;
    double others = 0;
    double before = 0;
    for (int i = 0; i < both.length; i++) {
      mine += mass[i];
      others += other.mass[i];
      both[i] = mine * others - before;
      before = mine * others;
    }
    return new LatencyDistribution(stepNanos, both);
  }

  /** So many of this side by side, until all are over. */
  LatencyDistribution times(int count) {
    var all = new double[mass.length];
    double sum = 0;
    double before = 0;
    for (int i = 0; i < all.length; i++) {
      sum += mass[i];
      double power = StrictMath.pow(Math.min(1, sum), count);
      all[i] = power - before;
      before = power;
    }
    return new LatencyDistribution(stepNanos, all);
  }

  /** This, so much later. */
  LatencyDistribution after(double nanos) {
    var later = new double[mass.length];
    int shift = index(nanos, stepNanos, mass.length);
    for (int i = 0; i < mass.length; i++) {
      later[Math.min(mass.length - 1, i + shift)] += mass[i];
    }
    return new LatencyDistribution(stepNanos, later);
  }

  /** Nanoseconds that {@code percent} percent do not exceed. */
  double percentile(double percent) {
    double wanted = percent / 100;
    double sum = 0;
    for (int i = 0; i < mass.length; i++) {
      if (sum + mass[i] >= wanted - 1e-12 && mass[i] > 0) {
        return i * stepNanos;
      }
      sum += mass[i];
    }
    return (mass.length - 1) * stepNanos;
  }

  double meanNanos() {
    double mean = 0;
    for (int i = 0; i < mass.length; i++) {
      mean += i * stepNanos * mass[i];
    }
    return mean;
  }
}
