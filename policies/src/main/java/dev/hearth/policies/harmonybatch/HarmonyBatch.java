package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.queue.SizeOrDelay;
import dev.hearth.policies.scaling.QueueLength;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * HarmonyBatch (J. Chen et al., IWQoS 2024): functions that share one model but differ in objective
 * and rate are grouped onto functions of their own size, batch and time-outs, where a request costs
 * least ({@link Grouping}, {@link CostModel}). Name it, with the same parameters, in the manifest
 * of each function that runs the model. Every {@code interval} their rates are measured and the
 * grouping is thought through off the loop ({@link HarmonyPlanner}); what differs from what is in
 * force is proposed.
 *
 * <p>Here: planning, grouping, and batches first in, first out, cut when full or when the head has
 * waited its function's time-out. How many instances a group has is target tracking on its queue.
 * Until its first plan, and where some objective cannot be met, each function keeps its own pool.
 *
 * <p>Parameters: {@code model} (none: nothing is grouped), the numbers of {@link CostModel#numbers}
 * by spaces; {@code interval} (60s) between plans; {@code budget} (1s) for one plan.
 */
public final class HarmonyBatch implements ScalingPolicy, QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "harmonybatch",
          Suite.Scope.APPLICATION,
          EnumSet.of(Role.SCALING, Role.QUEUE),
          "Chen et al., HarmonyBatch, IWQoS 2024",
          List.of(
              new Suite.Parameter("model", "numbers", "none", "latency and memory coefficients"),
              new Suite.Parameter("interval", "time", "60s", "between plans"),
              new Suite.Parameter("budget", "time", "1s", "for thinking of one plan")),
          (parameters, context) -> new HarmonyBatch(Config.of(parameters)));

  /** Its parameters; the model's numbers are empty where none was given. */
  record Config(List<Double> model, long intervalNanos, long budgetNanos) {
    Config {
      model = List.copyOf(model);
    }

    static Config of(Parameters parameters) {
      return new Config(
          numbers(parameters.text("model").strip()),
          Math.max(1_000_000, parameters.nanos("interval")),
          parameters.nanos("budget"));
    }

    private static List<Double> numbers(String text) {
      if (text.equals("none")) {
        return List.of();
      }
      try {
        var numbers = Arrays.stream(text.split("\\s+", -1)).map(Double::valueOf).toList();
        return CostModel.of(numbers).numbers();
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "parameter 'model' of policy 'harmonybatch' must be numbers separated by spaces, not '"
                + text
                + "'",
            e);
      }
    }
  }

  private static final double SECOND = 1e9;
  private static final int SLOTS = 1;

  private final Config config;
  private final QueueLength instances = new QueueLength(new QueueLength.Config(0));
  private final TreeMap<Integer, Integer> arrived = new TreeMap<>();
  private List<Double> inForce = List.of();
  private long since;
  private long nextPlan = Long.MAX_VALUE;

  HarmonyBatch(Config config) {
    this.config = config;
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }

  @Override
  public Set<Event.Kind> interests() {
    return config.model().isEmpty()
        ? EnumSet.noneOf(Event.Kind.class)
        : EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived happened) {
      count(happened.invocation());
      if (nextPlan == Long.MAX_VALUE) {
        since = happened.at();
        nextPlan = since + config.intervalNanos();
      }
    }
  }

  private void count(InvocationView invocation) {
    arrived.merge(invocation.function(), invocation.rows(), Integer::sum);
  }

  @Override
  public long nextWake() {
    return nextPlan;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextPlan) {
      return List.of();
    }
    var applications = applications((now - since) / SECOND, view);
    arrived.clear();
    nextPlan = Long.MAX_VALUE;
    return applications.isEmpty() ? List.of() : List.of(new Proposal.Think(request(applications)));
  }

  private PlanRequest request(List<Application> applications) {
    var snapshot = HarmonyPlanner.snapshot(CostModel.of(config.model()), applications);
    return new PlanRequest(
        HarmonyPlanner.ID, applications.getFirst().function(), snapshot, 0, config.budgetNanos());
  }

  private List<Application> applications(double seconds, View view) {
    var applications = new ArrayList<Application>();
    arrived.forEach(
        (function, rows) ->
            applications.add(
                new Application(
                    function, objectiveSeconds(function, view), rows / Math.max(seconds, 1e-9))));
    return applications;
  }

  private static double objectiveSeconds(int function, View view) {
    return view.revisionOf(function).objective().latencyNanos() / SECOND;
  }

  @Override
  public List<Proposal> planned(long now, Plan plan, View view) {
    if (!plan.found() || plan.values().equals(inForce)) {
      return List.of();
    }
    inForce = plan.values();
    return groups(plan.values());
  }

  private static List<Proposal> groups(List<Double> values) {
    var groups = new ArrayList<Proposal>();
    for (int at = 0; at < values.size(); ) {
      int end = at + 5 + 2 * values.get(at + 4).intValue();
      groups.add(group(values.subList(at, end)));
      at = end;
    }
    return groups;
  }

  private static Proposal.Group group(List<Double> values) {
    var members = new ArrayList<Proposal.Group.Member>();
    for (int i = 5; i < values.size(); i += 2) {
      members.add(
          new Proposal.Group.Member(values.get(i).intValue(), (long) (values.get(i + 1) * SECOND)));
    }
    var batching = new Batching(values.get(2).intValue(), members.getLast().timeoutNanos());
    return new Proposal.Group(members, new Configuration(resources(values), batching, SLOTS));
  }

  private static Resources resources(List<Double> values) {
    double size = values.get(1);
    long bytes = (long) (values.get(3) * (1L << 30));
    return values.get(0) == 1
        ? new Resources(
            (int) Math.round(size * 1000 / 3),
            (int) Math.round(size * 100 / CostModel.SLICES),
            bytes)
        : new Resources((int) Math.round(size * 1000), 0, bytes);
  }

  @Override
  public int desired(long now, PoolView pool) {
    return instances.desired(now, pool);
  }
}
