package dev.hearth.policies.harmonybatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest function for a group of applications, in order of their objectives.
 *
 * @param gpu whether {@code size} is GPU slices, or else CPU cores
 * @param batch requests that share a run
 * @param timeouts seconds each application's requests wait for company
 * @param cost of one request
 */
record Provision(boolean gpu, double size, int batch, List<Double> timeouts, double cost) {
  private static final int MOST_GPU_BATCH = 32;
  private static final double MOST_CORES = 16;
  private static final double CORE_STEP = 0.05;

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
    double least = up(Math.max(CORE_STEP, Math.max(model.modelMemory(batch) / 4, byLatency)));
    var candidates = new ArrayList<Provision>();
    for (double cores : new double[] {least, MOST_CORES, stationary(model, batch)}) {
      if (cores >= least && cores <= MOST_CORES) {
        candidates.add(new Provision(false, cores, batch, timeouts, model.cpuCost(batch, cores)));
      }
    }
    return candidates;
  }

  private static double up(double cores) {
    return Math.ceil(cores / CORE_STEP - 1e-9) * CORE_STEP;
  }

  /** Where the derivative of cores · latency changes its sign: α(1 - c/β) exp(-c/β) + γ = 0. */
  private static double stationary(CostModel model, int batch) {
    var curve = model.average().get(batch - 1);
    double cores = up(2 * curve.beta());
    while (cores < MOST_CORES && slope(curve, cores) < 0) {
      cores += CORE_STEP;
    }
    return up(cores);
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
