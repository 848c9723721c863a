package dev.hearth.policies.batch;

import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import java.util.List;

/**
 * {@link GridSearch} off the loop: the cheapest setting, or the quickest where none meets the
 * objective.
 *
 * <p>Snapshot: {@link Problem#numbers}. Plan: CPU in thousandths of a core, batch, time-out in
 * seconds, the latency predicted in seconds, dollars a request, instances that run on average.
 */
public final class BatchPlanner implements Planner {
  public static final String ID = "batch";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Plan plan(PlanRequest request) {
    var search = new GridSearch(Problem.of(request.snapshot()));
    return search
        .cheapest()
        .or(search::quickest)
        .map(setting -> new Plan(true, values(setting)))
        .orElse(Plan.NONE);
  }

  private static List<Double> values(Setting setting) {
    return List.of(
        (double) setting.cpuMillis(),
        (double) setting.batch(),
        setting.timeoutSeconds(),
        setting.latencySeconds(),
        setting.cost(),
        setting.busy());
  }

  static Setting setting(Plan plan) {
    var values = plan.values();
    return new Setting(
        values.get(0).intValue(),
        values.get(1).intValue(),
        values.get(2),
        values.get(3),
        values.get(4),
        values.get(5));
  }
}
