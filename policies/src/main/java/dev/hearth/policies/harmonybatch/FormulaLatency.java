package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.latency.FitError;
import java.util.List;

/**
 * HarmonyBatch's latency formulas ({@link CostModel}) as a latency model: the average curve of a
 * batch at the cores of an instance, or, with a share of an accelerator, the average of its slices.
 * Batches without a curve are not known, and load beside a run counts for nothing.
 */
public final class FormulaLatency implements LatencyModel {
  private static final double SECOND = 1e9;

  private final CostModel model;

  FormulaLatency(CostModel model) {
    this.model = model;
  }

  /** A formula and how well it fits. */
  public record Fit(FormulaLatency formula, FitError error) {}

  /**
   * Reads the numbers that parameter {@code model} of suite {@code harmonybatch} takes.
   *
   * @throws IllegalArgumentException if there are too few
   */
  public static FormulaLatency of(List<Double> numbers) {
    return new FormulaLatency(CostModel.of(numbers));
  }

  /**
   * Least squares of the relative errors at the points of a profile.
   *
   * @param tail by what factor the greatest latency is above the mean, at least 1
   * @throws IllegalArgumentException if the profile has no latency of one row on CPUs
   */
  public static Fit fit(Profile profile, double tail) {
    var formula = new FormulaLatency(ProfileFit.of(profile, tail));
    return new Fit(formula, FitError.of(formula, profile));
  }

  /** As parameter {@code model} takes them. */
  public List<Double> numbers() {
    return model.numbers();
  }

  CostModel model() {
    return model;
  }

  @Override
  public long estimate(int function, int rows, Resources resources, double load) {
    double seconds = resources.gpuPercent() > 0 ? onGpu(rows, resources) : onCpu(rows, resources);
    return seconds > 0 ? Math.round(seconds * SECOND) : -1;
  }

  private double onCpu(int rows, Resources resources) {
    return rows <= model.cpuBatches()
        ? model.average().get(rows - 1).at(resources.cpuMillis() / 1000.0)
        : -1;
  }

  private double onGpu(int rows, Resources resources) {
    int slices = (int) Math.max(1, Math.round(resources.gpuPercent() * CostModel.SLICES / 100.0));
    return model.gpuAlone(rows, slices) * CostModel.SLICES / slices;
  }
}
