package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Grouping} off the loop.
 *
 * <p>Snapshot: the cost model's numbers, then function, objective in seconds and requests a second
 * of each application. Plan, for each group: 1 for GPU or 0, slices or cores, batch, gigabytes, how
 * many applications, and the function and time-out in seconds of each.
 */
public final class HarmonyPlanner implements Planner {
  public static final String ID = "harmonybatch";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Plan plan(PlanRequest request) {
    var numbers = request.snapshot();
    var model = CostModel.of(numbers);
    var applications = applications(numbers.subList(CostModel.length(numbers), numbers.size()));
    return new Grouping(model)
        .plan(applications)
        .map(groups -> new Plan(true, values(model, groups)))
        .orElse(Plan.NONE);
  }

  static List<Double> snapshot(CostModel model, List<Application> applications) {
    var snapshot = new ArrayList<>(model.numbers());
    for (var application : applications) {
      snapshot.add((double) application.function());
      snapshot.add(application.objectiveSeconds());
      snapshot.add(application.rate());
    }
    return snapshot;
  }

  private static List<Application> applications(List<Double> numbers) {
    var applications = new ArrayList<Application>();
    for (int i = 0; i + 2 < numbers.size(); i += 3) {
      applications.add(
          new Application(numbers.get(i).intValue(), numbers.get(i + 1), numbers.get(i + 2)));
    }
    return applications;
  }

  private static List<Double> values(CostModel model, List<Grouping.Group> groups) {
    var values = new ArrayList<Double>();
    for (var group : groups) {
      var provision = group.provision();
      values.add(provision.gpu() ? 1.0 : 0.0);
      values.add(provision.size());
      values.add((double) provision.batch());
      values.add(gigabytes(model, provision));
      values.add((double) group.applications().size());
      for (int i = 0; i < group.applications().size(); i++) {
        values.add((double) group.applications().get(i).function());
        values.add(provision.timeouts().get(i));
      }
    }
    return values;
  }

  private static double gigabytes(CostModel model, Provision provision) {
    return provision.gpu()
        ? model.gpuMemoryMegabytes() / 1024
        : model.memory(provision.batch(), provision.size());
  }
}
