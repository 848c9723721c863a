package dev.hearth.policies.latency;

import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;

/**
 * How far a formula is from the points it was fitted to.
 *
 * @param mean of the absolute errors, as shares of the latencies known
 * @param worst of them
 */
public record FitError(double mean, double worst) {
  /** The errors at the points of a profile; those where the formula knows nothing count as 1. */
  public static FitError of(LatencyModel formula, Profile known) {
    double sum = 0;
    double worst = 0;
    for (var point : known.points()) {
      var resources = new Resources(point.cpuMillis(), point.gpuPercent(), 0);
      long nanos = formula.estimate(0, point.rows(), resources, 0);
      double error = nanos < 0 ? 1 : Math.abs((double) nanos / point.nanos() - 1);
      sum += error;
      worst = Math.max(worst, error);
    }
    return new FitError(known.isEmpty() ? 0 : sum / known.points().size(), worst);
  }
}
