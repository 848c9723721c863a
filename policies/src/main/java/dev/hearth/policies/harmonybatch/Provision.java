package dev.hearth.policies.harmonybatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest function for a group of applications, in order of their objectives.
 *
 * <p>On CPU, for each batch {@code b}, the group waits {@code (b - 1) / R} in equivalent time-out,
 * for {@code R} requests a second; the time-outs are the least that are worth it. By the first
 * theorem cost falls and rises once over the cores, so that the least that meet the tightest
 * objective, the most, and the one where the derivative of cores times latency is zero are all that
 * need be tried. On GPU, for each number of slices, {@code t = s - L_max(b)} for each objective
 * {@code s}; by the second theorem the best batch is the greatest that still fills, {@code floor(R
 * · T) + 1 >= b}, found by bisection under the tightest objective.
 *
 * @param gpu whether {@code size} is GPU slices, or else CPU cores
 * @param batch requests that share a run
 * @param timeouts seconds each application's requests wait for company
 * @param cost of one request
 */
record Provision(boolean gpu, double size, int batch, List<Double> timeouts, double cost) {
  private static final int MOST_GPU_BATCH = 32;

  Provision {
    timeouts = List.copyOf(timeouts);
  }

  static Optional<Provision> cheapest(CostModel model, List<Application> group) {
    var cpu = cheapestOnCpu(model, group);
    var gpu = cheapestOnGpu(model, group);
    return cpu.isPresent() && gpu.isPresent()
        ? Optional.of(gpu.get().cost() < cpu.get().cost() ? gpu.get() : cpu.get())
        : cpu.or(() -> gpu);
  }

  private static Optional<Provision> cheapestOnCpu(CostModel model, List<Application> group) {
    return java.util.stream.IntStream.rangeClosed(1, model.cpuBatches())
        .mapToObj(batch -> onCpu(model, group, batch))
        .flatMap(List::stream)
        .min(java.util.Comparator.comparingDouble(Provision::cost));
  }

  /** At the least cores that meet the first objective, at the most, and where cost is least. */
  private static List<Provision> onCpu(CostModel model, List<Application> group, int batch) {
    var timeouts = timeoutsFor(group, (batch - 1) / Application.totalRate(group));
    var slowest = model.maximum().get(batch - 1);
    double left = group.getFirst().objectiveSeconds() - timeouts.getFirst() - slowest.gamma();
    if (left <= 0) {
      return List.of();
    }
    double byLatency = -slowest.beta() * StrictMath.log(left / slowest.alpha());
    var sizes = model.sizes();
    double least = sizes.up(Math.max(model.modelMemory(batch) / 4, byLatency));
    var candidates = new ArrayList<Provision>();
    for (double cores : new double[] {least, sizes.most(), stationary(model, batch)}) {
      if (cores >= least && cores <= sizes.most() + 1e-9) {
        candidates.add(new Provision(false, cores, batch, timeouts, model.cpuCost(batch, cores)));
      }
    }
    return candidates;
  }

  /** Where the derivative of cores · latency changes its sign: α(1 - c/β) exp(-c/β) + γ = 0. */
  private static double stationary(CostModel model, int batch) {
    var curve = model.average().get(batch - 1);
    double cores = model.sizes().up(2 * curve.beta());
    while (cores < model.sizes().most() && slope(curve, cores) < 0) {
      cores += model.sizes().step();
    }
    return model.sizes().up(cores);
  }

  private static double slope(CostModel.Curve curve, double cores) {
    double ratio = cores / curve.beta();
    return curve.alpha() * (1 - ratio) * StrictMath.exp(-ratio) + curve.gamma();
  }

  /** The least time-outs, as far apart as the objectives, that are worth {@code equivalent}. */
  private static List<Double> timeoutsFor(List<Application> group, double equivalent) {
    double low = group.getFirst().objectiveSeconds() - group.getLast().objectiveSeconds();
    double high = group.getLast().objectiveSeconds() + equivalent;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (equivalent(group, shifted(group, middle)) < equivalent) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return shifted(group, equivalent == 0 ? Double.NEGATIVE_INFINITY : high);
  }

  private static List<Double> shifted(List<Application> group, double first) {
    double base = group.getFirst().objectiveSeconds();
    return group.stream()
        .map(application -> Math.max(0, first + application.objectiveSeconds() - base))
        .toList();
  }

  private static double equivalent(List<Application> group, List<Double> timeouts) {
    return Application.equivalentTimeout(timeouts, group.stream().map(Application::rate).toList());
  }

  private static Optional<Provision> cheapestOnGpu(CostModel model, List<Application> group) {
    return java.util.stream.IntStream.rangeClosed(1, CostModel.SLICES)
        .mapToObj(slices -> onGpu(model, group, slices))
        .flatMap(Optional::stream)
        .min(java.util.Comparator.comparingDouble(Provision::cost));
  }

  /** The largest batch that still fills: more of it means less time to wait for it. */
  private static Optional<Provision> onGpu(CostModel model, List<Application> group, int slices) {
    int low = 0;
    int high = Math.min(MOST_GPU_BATCH, model.mostGpuBatch(slices));
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (fills(model, group, slices, middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (low == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Provision(
            true, slices, low, gpuTimeouts(model, group, slices, low), model.gpuCost(low, slices)));
  }

  private static boolean fills(CostModel model, List<Application> group, int slices, int batch) {
    var timeouts = gpuTimeouts(model, group, slices, batch);
    double arrivals = Application.totalRate(group) * equivalent(group, timeouts);
    return timeouts.getFirst() >= 0 && Math.floor(arrivals) + 1 >= batch;
  }

  private static List<Double> gpuTimeouts(
      CostModel model, List<Application> group, int slices, int batch) {
    double slowest = model.gpuMaximum(batch, slices);
    return group.stream().map(application -> application.objectiveSeconds() - slowest).toList();
  }
}
