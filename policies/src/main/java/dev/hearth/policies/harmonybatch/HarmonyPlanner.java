package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * {@link Grouping} off the loop.
 *
 * <p>Snapshot: the place of the {@link Way}; then, for each model, its numbers, how many
 * applications it has, and function, objective in seconds and requests a second of each. Plan, for
 * each group: 1 for GPU or 0, slices or cores, batch, gigabytes, how many applications, and the
 * function and time-out in seconds of each.
 */
public final class HarmonyPlanner implements Planner {
  public static final String ID = "harmonybatch";
  private static final List<Way> WAYS = List.of(Way.values());

  /** Applications of one model. */
  record Sharing(CostModel model, List<Application> applications) {
    Sharing {
      applications = List.copyOf(applications);
    }
  }

  /** The question how applications of one model are grouped best. */
  public static PlanRequest request(
      CostModel model, List<Application> applications, long budgetNanos) {
    return request(List.of(new Sharing(model, applications)), Way.TWO_STAGE, budgetNanos);
  }

  /** The same for several models; the answer's scope is the first function. */
  static PlanRequest request(List<Sharing> all, Way way, long budgetNanos) {
    int scope = all.getFirst().applications().getFirst().function();
    return new PlanRequest(ID, scope, snapshot(all, way), 0, budgetNanos);
  }

  private static List<Double> snapshot(List<Sharing> all, Way way) {
    var snapshot = new ArrayList<Double>();
    snapshot.add((double) WAYS.indexOf(way));
    for (var sharing : all) {
      snapshot.addAll(sharing.model().numbers());
      snapshot.add((double) sharing.applications().size());
      for (var application : sharing.applications()) {
        snapshot.add((double) application.function());
        snapshot.add(application.objectiveSeconds());
        snapshot.add(application.rate());
      }
    }
    return snapshot;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Plan plan(PlanRequest request) {
    return plan(request, () -> false);
  }

  @Override
  public Plan plan(PlanRequest request, BooleanSupplier cancelled) {
    var numbers = request.snapshot();
    var way = WAYS.get(numbers.getFirst().intValue());
    var values = new ArrayList<Double>();
    for (int at = 1; at < numbers.size(); ) {
      var rest = numbers.subList(at, numbers.size());
      var sharing = sharing(rest);
      way.plan(new Grouping(sharing.model(), cancelled), sharing.applications())
          .ifPresent(groups -> values.addAll(values(sharing.model(), groups)));
      at += CostModel.length(rest) + 1 + 3 * sharing.applications().size();
    }
    return values.isEmpty() ? Plan.NONE : new Plan(true, values);
  }

  private static Sharing sharing(List<Double> numbers) {
    int count = CostModel.length(numbers);
    int first = count + 1;
    int end = first + 3 * numbers.get(count).intValue();
    var applications = new ArrayList<Application>();
    for (int i = first; i < end; i += 3) {
      applications.add(
          new Application(numbers.get(i).intValue(), numbers.get(i + 1), numbers.get(i + 2)));
    }
    return new Sharing(CostModel.of(numbers), applications);
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
