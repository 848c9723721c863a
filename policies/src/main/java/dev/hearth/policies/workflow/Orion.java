package dev.hearth.policies.workflow;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * ORION's pre-warming (A. Mahgoub et al., OSDI 2022): each stage of a workflow is started with a
 * delay from the workflow's beginning, as great as the 95th percentile of the end-to-end latency
 * bears ({@link LookAhead}). Latency comes from the distributions of each function's executions and
 * starts: stages in series are convolved, parallel ones give the greatest ({@link
 * LatencyDistribution}).
 *
 * <p>Here: that one of ORION's three "rights". The right size (memory by best-first search) and the
 * right bundling (parallel invocations on one instance) are another part and not here, nor is the
 * correlation of successive stages: they count as independent. The graph is learned from who calls
 * whom; stages that fewer than {@code reach} of the workflows come to are not started ahead. From
 * memory, not from the paper: the order of the search and its tolerance.
 *
 * <p>Parameters: {@code tolerance} (0.02, of the percentile), {@code percentile} (95), {@code
 * reach} (0.5), {@code samples} (64 kept of each function), {@code forgetting} (0.02, of the
 * graph), {@code patience} (10s, after the 99th percentile of an arrival), {@code keep-alive} (30s,
 * of an instance that was used), {@code open} (10000, expectations at a time).
 */
public final class Orion implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "orion",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Mahgoub et al., ORION and the Three Rights, OSDI 2022 (pre-warming)",
          List.of(
              new Suite.Parameter("tolerance", "", "0.02", "of latency for less idle time"),
              new Suite.Parameter("percentile", "", "95", "of the end-to-end latency"),
              new Suite.Parameter("reach", "", "0.5", "of workflows, for a stage to be started"),
              new Suite.Parameter("samples", "", "64", "kept of a function's times"),
              new Suite.Parameter("forgetting", "", "0.02", "weight of the newest observation"),
              new Suite.Parameter("patience", "time", "10s", "how late an expected call may be"),
              new Suite.Parameter("keep-alive", "time", "30s", "how long a used one stays"),
              new Suite.Parameter("open", "", "10000", "expectations at a time")),
          (parameters, context) -> new Orion(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      double tolerance,
      double percentile,
      double reach,
      int samples,
      double forgetting,
      long patienceNanos,
      long keepAliveNanos,
      int open) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("tolerance", 0, 10),
          parameters.number("percentile", 1, 99.9),
          parameters.number("reach", 0, 1),
          parameters.count("samples", 1),
          parameters.number("forgetting", 0, 0.99),
          parameters.nanos("patience"),
          parameters.nanos("keep-alive"),
          parameters.count("open", 1));
    }
  }

  private static final int MOST_STAGES = 32;
  private static final int WAKES_A_CLEANING = 1_024;

  /** A stage to be started ahead. */
  private record Ahead(int function, int width, long delay, long arrival, long until) {}

  /** What is done for each workflow of a root, and how many there were when it was decided. */
  private static final class Routine {
    long workflows;
    long decidedAt;
    List<Ahead> stages = List.of();

    /** Seldom: at doublings, later every so often. */
    boolean isDue() {
      return workflows >= Math.min(2 * decidedAt, decidedAt + 64);
    }
  }

  private final Config config;
  private final CallGraph graph;
  private final Speculations speculations;
  private final TreeMap<Integer, Samples> executions = new TreeMap<>();
  private final TreeMap<Integer, Samples> starts = new TreeMap<>();
  private final TreeMap<Integer, Routine> routines = new TreeMap<>();
  private long now;
  private long wakes;

  Orion(Config config) {
    this.config = config;
    graph = new CallGraph(config.forgetting());
    speculations = new Speculations(config.open());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    now = event.at();
    if (event instanceof Event.Ended ended) {
      learn(ended);
    } else if (event instanceof Event.Ready ready) {
      samples(starts, ready.instance().function()).add(ready.startNanos());
    } else if (event instanceof Event.Arrived arrived) {
      int function = arrived.invocation().function();
      int caller = arrived.invocation().caller();
      if (caller == Invocation.NO_CALLER) {
        begin(function);
      } else {
        graph.called(caller, function);
        var expected = speculations.oldest(Speculations.ANY, function);
        if (expected != null) {
          speculations.fulfil(expected);
        }
      }
    }
  }

  private void learn(Event.Ended ended) {
    graph.ended(ended);
    if (ended.completed()) {
      samples(executions, ended.run().instance().function())
          .add(ended.at() - ended.run().startedAt());
    }
  }

  private Samples samples(Map<Integer, Samples> of, int function) {
    return of.computeIfAbsent(function, f -> new Samples(config.samples()));
  }

  /** A workflow begins. */
  private void begin(int root) {
    var routine = routines.computeIfAbsent(root, r -> new Routine());
    routine.workflows++;
    if (routine.isDue() && !graph.callees(root).isEmpty()) {
      routine.decidedAt = routine.workflows;
      routine.stages = decide(root);
    }
    if (!routine.stages.isEmpty()) {
      var speculation = new Speculation();
      for (var stage : routine.stages) {
        var expectation =
            speculation.first(Speculations.ANY, stage.function(), stage.width(), false);
        expectation.execNanos = (long) graph.execNanos(stage.function());
        speculations.retime(
            expectation, now + stage.arrival(), now + stage.delay(), now + stage.until());
      }
      speculations.open(speculation);
    }
  }

  private List<Ahead> decide(int root) {
    var reach = Reach.of(graph, root);
    var places = new ArrayList<Integer>();
    var stages = new ArrayList<LookAhead.Stage>();
    for (int place = 0; place < reach.size() && stages.size() < MOST_STAGES; place++) {
      if (place == 0 || reach.probability(place) >= config.reach()) {
        stages.add(stage(reach, place, places));
        places.add(place);
      }
    }
    var search = new LookAhead(stages, config.percentile());
    var delays = search.search(config.tolerance());
    var arrivals = search.arrivals(delays);
    var ahead = new ArrayList<Ahead>();
    for (int i = 1; i < stages.size(); i++) {
      long until = (long) arrivals.get(i).percentile(99) + config.patienceNanos();
      ahead.add(
          new Ahead(
              reach.function(places.get(i)),
              stages.get(i).width(),
              delays.get(i),
              (long) arrivals.get(i).meanNanos(),
              Math.max(until, delays.get(i) + config.patienceNanos())));
    }
    return ahead;
  }

  private LookAhead.Stage stage(Reach reach, int place, List<Integer> earlier) {
    var callers = new ArrayList<Integer>();
    for (int caller : reach.callers(place)) {
      int index = earlier.indexOf(caller);
      if (index >= 0) {
        callers.add(index);
      }
    }
    int function = reach.function(place);
    int width = (int) Math.max(1, Math.rint(reach.visits(place)));
    return new LookAhead.Stage(
        callers, width, samples(executions, function), samples(starts, function));
  }

  @Override
  public long nextWake() {
    return speculations.next(now);
  }

  @Override
  public List<Proposal> wake(long instant, View view) {
    now = instant;
    if (++wakes % WAKES_A_CLEANING == 0) {
      graph.forgetRetired(view);
      executions.keySet().removeIf(function -> !graph.knows(function));
      starts.keySet().removeIf(function -> !graph.knows(function));
      routines.keySet().removeIf(function -> !graph.knows(function));
    }
    return speculations.due(now, view);
  }

  @Override
  public long keepUntil(long instant, InstanceView instance, View view) {
    long needed = speculations.neededUntil(instance.function(), instant);
    return instance.runs() == 0 ? needed : Math.max(needed, instant + config.keepAliveNanos());
  }

  @Override
  public String why(int function) {
    return "a run takes %s and its end leads to %s calls; instances for %d expected calls of it"
        .formatted(
            Said.time(Math.max(0, graph.execNanos(function))),
            Said.number(graph.calls(function)),
            speculations.claimed(function));
  }
}
