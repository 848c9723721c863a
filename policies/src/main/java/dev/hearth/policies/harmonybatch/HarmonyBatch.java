package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Plan;
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
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * HarmonyBatch (J. Chen et al., IWQoS 2024): functions that share one model but differ in objective
 * and rate are grouped onto functions of their own size, batch and time-outs, where a request costs
 * least ({@link Grouping}, {@link CostModel}). Name it, with the same parameters, in the manifest
 * of each function that runs the model. Every {@code interval} their rates are measured and the
 * grouping is thought through off the loop ({@link HarmonyPlanner}); what differs from what is in
 * force is proposed.
 *
 * <p>Here: planning, grouping of functions that hold the same artifact, and batches cut when full
 * or when the first of the members' own time-outs is over, so that none misses for another's sake.
 * Instances of a plan's sizes take the place of others without a gap ({@link Renewal}); a group has
 * as many as are busy and what waits fills, since the plan lets no full batch wait. Where no
 * coefficients are given they are fitted to the profile of the runs, on CPU ({@link FittedModel}).
 * Until its first plan, and where its objective cannot be met or it has none, each function keeps
 * its own pool.
 *
 * <p>Parameters: {@code model} (fitted), the numbers of {@link CostModel#numbers} by spaces; {@code
 * margin} (1.2), slowest run over mean where the model is fitted; {@code grouping} (two-stage;
 * {@code neighbours} searches the best runs of neighbours, {@link Neighbours}, {@code alone} groups
 * nothing); {@code interval} (60s) between plans; {@code budget} (1s) for one plan.
 */
public final class HarmonyBatch implements ScalingPolicy, QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "harmonybatch",
          Suite.Scope.APPLICATION,
          EnumSet.of(Role.SCALING, Role.QUEUE),
          "Chen et al., HarmonyBatch, IWQoS 2024",
          List.of(
              new Suite.Parameter(
                  "model", "numbers", "fitted", "latency and memory coefficients, or fitted"),
              new Suite.Parameter("margin", "", "1.2", "slowest run over mean, where fitted"),
              new Suite.Parameter(
                  "grouping", "", "two-stage", "as published; or neighbours, or alone"),
              new Suite.Parameter("interval", "time", "60s", "between plans"),
              new Suite.Parameter("budget", "time", "1s", "for thinking of one plan")),
          (parameters, context) -> new HarmonyBatch(HarmonyConfig.of(parameters)));

  private static final double SECOND = 1e9;
  private static final int SLOTS = 1;

  private final HarmonyConfig config;
  private final Rates rates = new Rates();
  private final Renewal renewal = new Renewal();
  private final TreeMap<Integer, Long> timeouts = new TreeMap<>();
  private final TreeSet<Integer> refused = new TreeSet<>();
  private List<Double> inForce = List.of();
  private long nextPlan = Long.MAX_VALUE;
  private long nextRenewal = Long.MAX_VALUE;

  HarmonyBatch(HarmonyConfig config) {
    this.config = config;
  }

  /** By when its own time-out is over, so that the first to be due is the head. */
  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival() + timeouts.getOrDefault(invocation.function(), 0L);
  }

  /** The plan counts on full batches, however many instances are idle. */
  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    int batch = instance.configuration().batching().maxRows();
    long waited = now - queue.headArrival();
    return queue.rows() >= batch || waited >= Math.max(1, timeoutNanos)
        ? Cut.run(batch)
        : Cut.waitUntil(queue.headArrival() + Math.max(1, timeoutNanos));
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.READY, Event.Kind.REFUSED);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> count(arrived.at(), arrived.invocation());
      case Event.Ready ready -> nextRenewal = ready.at();
      case Event.Refused(long at, Proposal.Start start, _) -> {
        refused.add(start.function());
        nextRenewal = at;
      }
      default -> {}
    }
  }

  private void count(long at, InvocationView invocation) {
    rates.count(invocation.function(), invocation.rows());
    if (nextPlan == Long.MAX_VALUE) {
      rates.begin(at);
      nextPlan = at + config.intervalNanos();
    }
  }

  @Override
  public long nextWake() {
    return Math.min(nextPlan, nextRenewal);
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    var proposals = new ArrayList<Proposal>();
    if (now >= nextRenewal) {
      nextRenewal = Long.MAX_VALUE;
      proposals.addAll(renewal.proceed(view));
      refused.forEach(function -> proposals.addAll(renewal.giveWay(function, view)));
      refused.clear();
    }
    if (now >= nextPlan) {
      nextPlan = Long.MAX_VALUE;
      think(now, view).ifPresent(proposals::add);
    }
    return proposals;
  }

  private Optional<Proposal> think(long now, View view) {
    var sharing = sharing(rates.measure(now, function -> view.ownPoolOf(function) != null), view);
    return sharing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Proposal.Think(
                HarmonyPlanner.request(sharing, config.grouping(), config.budgetNanos())));
  }

  /** By what they hold. */
  private List<HarmonyPlanner.Sharing> sharing(SortedMap<Integer, Double> measured, View view) {
    var byArtifact = new TreeMap<String, List<Application>>();
    measured.forEach(
        (function, rate) -> {
          var revision = view.revisionOf(function);
          if (revision.objective().latencyNanos() < Objective.NONE.latencyNanos()) {
            double seconds = revision.objective().latencyNanos() / SECOND;
            byArtifact
                .computeIfAbsent(revision.artifact(), _ -> new ArrayList<>())
                .add(new Application(function, seconds, rate));
          }
        });
    var all = new ArrayList<HarmonyPlanner.Sharing>();
    byArtifact.forEach(
        (_, applications) ->
            model(applications, view)
                .ifPresent(model -> all.add(new HarmonyPlanner.Sharing(model, applications))));
    return all;
  }

  /** The greatest batch that every manifest allows. */
  private static int batch(List<Application> applications, View view) {
    return applications.stream()
        .map(application -> view.revisionOf(application.function()))
        .mapToInt(revision -> revision.configuration().batching().maxRows())
        .min()
        .orElse(1);
  }

  private Optional<CostModel> model(List<Application> applications, View view) {
    var capacity = view.self().capacity();
    if (!config.fitted()) {
      var given =
          CostModel.of(config.model()).upTo(capacity.cpuMillis() / 1e3, batch(applications, view));
      return Optional.of(capacity.gpuPercent() > 0 ? given : given.withoutGpu());
    }
    return applications.stream()
        .map(application -> view.revisionOf(application.function()))
        .map(revision -> FittedModel.of(revision, capacity.cpuMillis(), config.margin()))
        .flatMap(Optional::stream)
        .findFirst()
        .map(model -> model.upTo(capacity.cpuMillis() / 1e3, batch(applications, view)));
  }

  @Override
  public List<Proposal> planned(long now, Plan plan, View view) {
    if (!plan.found()) {
      return List.of();
    }
    var groups = groups(plan.values(), view);
    if (plan.values().equals(inForce) && groups.stream().allMatch(group -> holds(group, view))) {
      return List.of();
    }
    inForce = plan.values();
    timeouts.clear();
    groups.stream()
        .flatMap(group -> group.members().stream())
        .forEach(member -> timeouts.put(member.function(), member.timeoutNanos()));
    var proposals = new ArrayList<Proposal>(groups);
    proposals.addAll(renewal.begin(groups, view));
    return proposals;
  }

  /** A group may have been refused, and a new revision of its leader ends its configuration. */
  private static boolean holds(Proposal.Group group, View view) {
    int leader = group.members().getFirst().function();
    var pool = view.ownPoolOf(leader);
    return pool != null
        && pool.revision().configuration().equals(group.configuration())
        && group.members().stream()
            .map(member -> view.ownPoolOf(member.function()))
            .allMatch(own -> own != null && view.poolOf(own.function()).function() == leader);
  }

  private List<Proposal.Group> groups(List<Double> values, View view) {
    var groups = new ArrayList<Proposal.Group>();
    for (int at = 0; at < values.size(); ) {
      int end = at + 5 + 2 * values.get(at + 4).intValue();
      groups.add(group(values.subList(at, end), view));
      at = end;
    }
    return groups;
  }

  private Proposal.Group group(List<Double> values, View view) {
    var members = new ArrayList<Proposal.Group.Member>();
    for (int i = 5; i < values.size(); i += 2) {
      members.add(
          new Proposal.Group.Member(values.get(i).intValue(), (long) (values.get(i + 1) * SECOND)));
    }
    var batching = new Batching(values.get(2).intValue(), members.getLast().timeoutNanos());
    var resources = resources(values, members.getFirst().function(), view);
    return new Proposal.Group(members, new Configuration(resources, batching, SLOTS));
  }

  private Resources resources(List<Double> values, int leader, View view) {
    double size = values.get(1);
    long bytes =
        config.fitted() && view.ownPoolOf(leader) != null
            ? view.revisionOf(leader).configuration().resources().memoryBytes()
            : (long) (values.get(3) * (1L << 30));
    return values.get(0) == 1
        ? new Resources(
            (int) Math.round(size * 1000 / 3),
            (int) Math.round(size * 100 / CostModel.SLICES),
            bytes)
        : new Resources((int) Math.round(size * 1000), 0, bytes);
  }

  @Override
  public int desired(long now, PoolView pool) {
    int batch = pool.revision().configuration().batching().maxRows();
    return pool.ready() - pool.idle() + Math.ceilDiv(pool.queuedRows(), batch);
  }

  @Override
  public String why(int function) {
    var waits = timeouts.get(function);
    return waits == null
        ? "no plan in force for it; %d functions are grouped".formatted(timeouts.size())
        : "its group's batch waits at most %s for it; %d functions are grouped"
            .formatted(Said.time(waits), timeouts.size());
  }
}
