package dev.hearth.policies.batch;

import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.latency.PolynomialLatency;
import dev.hearth.policies.parameter.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The grid of a search, and the service times on it.
 *
 * @param fitted whether times are of the cubic polynomial, or else of the profile itself
 * @param margin share of the objective that is kept free
 */
record ServiceTimes(boolean fitted, int maxBatch, double timeoutStep, int timeouts, double margin) {
  private static final double SECOND = 1e9;
  private static final int SIZE_STEP_MEGABYTES = 64;
  private static final int MOST_SIZES = 64;

  static ServiceTimes of(Parameters parameters) {
    return new ServiceTimes(
        fitted(parameters.text("model")),
        parameters.count("max-batch", 1),
        Math.max(1e-6, parameters.nanos("timeout-step") / SECOND),
        parameters.count("timeouts", 1),
        parameters.number("margin", 0, 0.99));
  }

  private static boolean fitted(String model) {
    return switch (model) {
      case "table" -> false;
      case "cubic" -> true;
      default ->
          throw new IllegalArgumentException(
              "parameter 'model' of policy 'batch' must be table or cubic, not '" + model + "'");
    };
  }

  Problem problem(ArrivalProcess arrivals, Objective objective, List<Problem.Size> sizes) {
    double seconds = objective.latencyNanos() / SECOND * (1 - margin);
    return new Problem(
        arrivals, seconds, objective.percentile() / 100, timeoutStep, timeouts, sizes);
  }

  /** The sizes a node has room for, with what is known of their service times. */
  List<Problem.Size> sizes(Profile profile, int mostCpuMillis) {
    var cpus = new TreeSet<Integer>();
    for (var point : profile.points()) {
      if (point.gpuPercent() == 0 && point.cpuMillis() <= mostCpuMillis) {
        cpus.add(point.cpuMillis());
      }
    }
    if (cpus.isEmpty()) {
      return List.of();
    }
    LatencyModel times = fitted ? PolynomialLatency.fit(profile).formula() : profile;
    return (fitted ? between(cpus.first(), cpus.last()) : List.copyOf(cpus))
        .stream()
            .map(cpu -> new Problem.Size(cpu, service(times, cpu)))
            .filter(size -> !size.service().isEmpty())
            .toList();
  }

  private static List<Integer> between(int least, int most) {
    double least1 = PolynomialLatency.megabytes(least);
    double range = PolynomialLatency.megabytes(most) - least1;
    int steps = (int) Math.min(MOST_SIZES - 1, Math.ceil(range / SIZE_STEP_MEGABYTES));
    var sizes = new TreeSet<Integer>();
    for (int step = 0; step <= steps; step++) {
      double share = steps == 0 ? 0 : (double) step / steps;
      sizes.add(PolynomialLatency.cpuMillis(least1 + share * range));
    }
    return List.copyOf(sizes);
  }

  private List<Double> service(LatencyModel times, int cpuMillis) {
    var service = new ArrayList<Double>();
    for (int rows = 1; rows <= maxBatch; rows++) {
      long nanos = times.estimate(0, rows, Resources.of(cpuMillis, 0), 0);
      if (nanos < 0) {
        break;
      }
      service.add(nanos / SECOND);
    }
    return service;
  }
}
