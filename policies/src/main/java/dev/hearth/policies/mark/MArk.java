package dev.hearth.policies.mark;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.platform.Tariff;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * MArk (C. Zhang, M. Yu, W. Wang and F. Yan, ATC 2019): rented machines serve the load that is
 * foreseen, functions what exceeds it or comes while machines boot. Every {@code step} the load,
 * the greatest rate of any {@code window}, is forecast ({@link LoadForecast}) with {@code
 * head-room} and machines for it are chosen greedily off the loop ({@link GreedyPlan}). New ones
 * are launched; those that none of the last {@value #PLANS} plans needed go, at most once in {@code
 * cool-down} steps.
 *
 * <p>Instances of the manifest's own configuration are functions: billed while they run, started
 * when needed. Those of a type carry its name as their class of hardware. A request waits at the
 * machine that will have answered it first, by what waits there and the machine's batch ({@link
 * Offer}), if that is within {@code objective · (1 - margin)}; else a function takes it. The
 * latency of types and functions is the revision's profile; without one, or an objective, all goes
 * to functions.
 *
 * <p>Here: planning, batching, functions for the rest. The authors balance by capacities; a machine
 * that is free takes what waits and does not wait for company. Not here: spot and burstable
 * machines.
 *
 * <p>Parameters: {@code types} (none), machines as name/cpuMillis/gpuPercent/MiB/hourPrice/
 * bootSeconds by spaces; {@code forecast} (lstm; or holt, max), {@code step} (60s), {@code window}
 * (5s), {@code head-room} (1.2), {@code cool-down} (5), {@code horizon} (50 steps), {@code
 * max-machines} (100), {@code margin} (0.1), {@code keep} (10m, an idle function).
 */
public final class MArk implements ScalingPolicy, RoutingPolicy, QueuePolicy, WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "mark",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING, Role.ROUTING, Role.QUEUE, Role.WARMTH),
          "Zhang et al., MArk, ATC 2019",
          List.of(
              new Suite.Parameter("types", "machines", "none", "that can be rented"),
              new Suite.Parameter("forecast", "lstm|holt|max", "lstm", "how load is foreseen"),
              new Suite.Parameter("step", "time", "60s", "between plans"),
              new Suite.Parameter("window", "time", "5s", "over which a rate is taken"),
              new Suite.Parameter(
                  "head-room", "", "1.2", "machines for so many times the forecast"),
              new Suite.Parameter("cool-down", "steps", "5", "after machines were let go"),
              new Suite.Parameter("horizon", "steps", "50", "that are foreseen"),
              new Suite.Parameter("max-machines", "", "100", "in one plan"),
              new Suite.Parameter("margin", "", "0.1", "share of the objective kept free"),
              new Suite.Parameter("keep", "time", "10m", "how long an idle function stays")),
          (parameters, context) -> new MArk(MArkConfig.of(parameters), context.random()));

  static final int PLANS = 6;

  private static final double SECOND = 1e9;
  private static final long PLANNING_BUDGET_NANOS = 5_000_000_000L;

  private final MArkConfig config;
  private final LoadForecast loads;
  private final ArrayDeque<List<Integer>> plans = new ArrayDeque<>();
  private List<Offer> offers = List.of();
  private int function;
  private int arrived;
  private double greatestRate;
  private long windowStart;
  private long nextWindow = Long.MAX_VALUE;
  private long nextStep;
  private int quietSteps;
  private int restingSteps;

  MArk(MArkConfig config, RandomGenerator random) {
    this.config = config;
    loads = new LoadForecast(config.forecast(), random);
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived happened) {
      function = happened.invocation().function();
      arrived += happened.invocation().rows();
      if (nextWindow == Long.MAX_VALUE) {
        windowStart = happened.at();
        nextWindow = windowStart + config.windowNanos();
        nextStep = windowStart + config.stepNanos();
      }
    }
  }

  @Override
  public long nextWake() {
    return nextWindow;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextWindow) {
      return List.of();
    }
    greatestRate = Math.max(greatestRate, arrived * SECOND / (now - windowStart));
    arrived = 0;
    windowStart = now;
    nextWindow = now + config.windowNanos();
    return now < nextStep ? List.of() : step(now, view);
  }

  private List<Proposal> step(long now, View view) {
    loads.add(greatestRate);
    quietSteps = greatestRate > 0 ? 0 : quietSteps + 1;
    greatestRate = 0;
    nextStep = now + config.stepNanos();
    var pool = view.poolOf(function);
    var revision = view.revisionOf(function);
    double objective = objectiveSeconds(revision.objective());
    offers = Offer.of(config.types(), revision.profile(), objective);
    if (quietSteps > PLANS + config.coolDown() && machines(pool) == 0) {
      nextWindow = Long.MAX_VALUE;
      return List.of();
    }
    return offers.isEmpty() ? List.of() : List.of(new Proposal.Think(request(pool, revision)));
  }

  private PlanRequest request(PoolView pool, Revision revision) {
    var kinds = new ArrayList<GreedyPlan.Kind>();
    for (var offer : offers) {
      var type = offer.type();
      kinds.add(
          new GreedyPlan.Kind(
              offer.rate(), type.secondPrice(), type.bootPrice(), there(pool, type).size()));
    }
    var snapshot =
        MArkPlanner.snapshot(
            config.stepNanos() / SECOND,
            functionPrice(revision),
            config.maxMachines(),
            kinds,
            loads.next(config.horizon(), config.headRoom()));
    return new PlanRequest(MArkPlanner.ID, function, snapshot, 0, PLANNING_BUDGET_NANOS);
  }

  private static double functionPrice(Revision revision) {
    long memory = revision.configuration().resources().memoryBytes();
    return Tariff.AWS_LAMBDA.bill(1, memory, functionNanos(revision));
  }

  /** A function's time for one request; 0 where it is not known. */
  private static long functionNanos(Revision revision) {
    var resources = revision.configuration().resources();
    return Math.max(0, revision.profile().estimate(0, 1, resources, 0));
  }

  @Override
  public List<Proposal> planned(long now, Plan plan, View view) {
    if (!plan.found()) {
      return List.of();
    }
    var pool = view.poolOf(function);
    var proposals = new ArrayList<Proposal>();
    var needed = new ArrayList<Integer>();
    for (int kind = 0; kind < offers.size() && 2 * kind + 1 < plan.values().size(); kind++) {
      int launched = plan.values().get(2 * kind + 1).intValue();
      needed.add(plan.values().get(2 * kind).intValue() + launched);
      if (launched > 0) {
        proposals.add(new Proposal.Start(function, configuration(offers.get(kind)), launched));
      }
    }
    plans.add(needed);
    if (plans.size() > PLANS) {
      plans.removeFirst();
    }
    proposals.addAll(letGo(pool));
    return proposals;
  }

  private static Configuration configuration(Offer offer) {
    var type = offer.type();
    return new Configuration(type.resources(), new Batching(offer.batch(), 0), 1, type.name());
  }

  private List<Proposal> letGo(PoolView pool) {
    if (restingSteps > 0 || plans.size() < PLANS) {
      restingSteps = Math.max(0, restingSteps - 1);
      return List.of();
    }
    var stops = new ArrayList<Proposal>();
    for (int kind = 0; kind < offers.size(); kind++) {
      var there = there(pool, offers.get(kind).type());
      int needed = mostNeeded(kind);
      for (int i = there.size() - 1; i >= needed; i--) {
        stops.add(new Proposal.Stop(there.get(i).id()));
      }
    }
    restingSteps = stops.isEmpty() ? 0 : config.coolDown();
    return stops;
  }

  private int mostNeeded(int kind) {
    int most = 0;
    for (var plan : plans) {
      most = Math.max(most, kind < plan.size() ? plan.get(kind) : 0);
    }
    return most;
  }

  /** Machines of a type that boot or serve. */
  private static List<InstanceView> there(PoolView pool, InstanceType type) {
    var there = new ArrayList<InstanceView>();
    for (var instance : pool.instances()) {
      if (instance.configuration().hardware().equals(type.name()) && counts(instance)) {
        there.add(instance);
      }
    }
    return there;
  }

  private static boolean counts(InstanceView instance) {
    return isReady(instance) || instance.state() instanceof InstanceState.Starting;
  }

  private static boolean isReady(InstanceView instance) {
    return instance.state() instanceof InstanceState.Ready;
  }

  private static boolean isMachine(InstanceView instance) {
    return !instance.configuration().hardware().isEmpty();
  }

  private static int machines(PoolView pool) {
    int machines = 0;
    for (var instance : pool.instances()) {
      machines += isMachine(instance) && counts(instance) ? 1 : 0;
    }
    return machines;
  }

  /** To the machine that will have answered first, if that is in time. */
  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    double least = objectiveSeconds(pool.revision().objective()) * (1 - config.margin());
    int chosen = -1;
    for (var instance : pool.instances()) {
      double end = isMachine(instance) && isReady(instance) ? end(instance) : Double.MAX_VALUE;
      if (end < least || (end == least && chosen < 0)) {
        least = end;
        chosen = instance.id();
      }
    }
    return chosen < 0 ? Route.POOL : new Route.ToInstance(chosen);
  }

  /** Seconds in which a machine will have answered one more request. */
  private double end(InstanceView machine) {
    var offer = offerOf(machine);
    if (offer == null) {
      return Double.MAX_VALUE;
    }
    int runs = Math.ceilDiv(machine.queued() + 1, offer.batch()) + (machine.idle() ? 0 : 1);
    return runs * offer.batch() / offer.rate();
  }

  private @Nullable Offer offerOf(InstanceView machine) {
    for (var offer : offers) {
      if (offer.type().name().equals(machine.configuration().hardware())) {
        return offer;
      }
    }
    return null;
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return Cut.run(instance.configuration().batching().maxRows());
  }

  /** Machines as planned, and a function for each request that no machine will take in time. */
  @Override
  public int desired(long now, PoolView pool) {
    int machines = 0;
    int running = 0;
    int bound = 0;
    for (var instance : pool.instances()) {
      if (isMachine(instance)) {
        machines += counts(instance) ? 1 : 0;
        bound += instance.queued();
      } else {
        running += isReady(instance) && !instance.idle() ? 1 : 0;
      }
    }
    return machines + running + Math.max(0, pool.queued() - bound);
  }

  private static double objectiveSeconds(Objective objective) {
    return objective.latencyNanos() == Long.MAX_VALUE ? 1e6 : objective.latencyNanos() / SECOND;
  }

  /** Machines stay until they are let go. */
  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return isMachine(instance) ? Long.MAX_VALUE : instance.idleSince() + config.keepNanos();
  }

  @Override
  public String why(int function) {
    return "%d machine types to rent, %s rows/s the greatest rate of this step, last plan %s; what no"
            .formatted(
                offers.size(),
                Said.number(greatestRate),
                plans.isEmpty() ? "none" : plans.getLast())
        + " machine answers in time gets a function";
  }
}
