package dev.hearth.policies.workflow;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Kraken (V. M. Bhasi et al., SoCC 2021): containers for dynamic graphs of functions by how likely
 * a workflow comes to each. Every {@code interval}, for each function {@code f},
 *
 * <pre>
 * load       = sum over roots r of EWMA(workflows of r a second) · weight(r, f) · slack(f)
 * weight     = min(max(1, visits), visits · (1 + commonality + connectivity))
 * slack      = objective - execution time                   (seconds)
 * batch      = max(1, floor(slack / execution time))
 * containers = ceil(load / batch)
 * </pre>
 *
 * where {@code visits} is how often a workflow of the root invokes {@code f}, learned online
 * ({@link CallGraph}) and a probability but for fan-out; commonality is the share of all paths from
 * a root to an end that go through {@code f}, and connectivity the share of all functions that come
 * after {@code f}. The load is that of one slack, in which a container works off one batch. The
 * reactive scaler adds {@code ceil((queued + running) / batch)} containers when what waits would
 * take as long as a start, and lets it batch otherwise.
 *
 * <p>From memory, not from the paper: how the two weights raise the probability, and that load is
 * counted in a slack. Not here: Kraken's own packing onto nodes.
 *
 * <p>Parameters: {@code interval} (5s), {@code smoothing} (0.3, weight of the newest rate), {@code
 * forgetting} (0.02, of the graph), {@code weights} ({@code learned}, or {@code equal}: every
 * function is taken to be invoked by every workflow), {@code objective} (1s, where a function has
 * none), {@code keep-alive} (30s, of an instance beyond need).
 */
public final class Kraken implements WarmthPolicy, ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "kraken",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH, Role.SCALING),
          "Bhasi et al., Kraken: Adaptive Container Provisioning, SoCC 2021",
          List.of(
              new Suite.Parameter("interval", "time", "5s", "between decisions"),
              new Suite.Parameter("smoothing", "", "0.3", "weight of the newest rate"),
              new Suite.Parameter("forgetting", "", "0.02", "weight of the newest observation"),
              new Suite.Parameter("weights", "", "learned", "or equal for all functions"),
              new Suite.Parameter("objective", "time", "1s", "where a function has none"),
              new Suite.Parameter("keep-alive", "time", "30s", "how long an idle one stays")),
          (parameters, context) -> new Kraken(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      long intervalNanos,
      double smoothing,
      double forgetting,
      boolean equal,
      long objectiveNanos,
      long keepAliveNanos) {
    Config {
      if (intervalNanos < 1) {
        throw new IllegalArgumentException("parameter 'interval' of policy 'kraken' must not be 0");
      }
    }

    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("interval"),
          parameters.number("smoothing", 0.001, 1),
          parameters.number("forgetting", 0, 0.99),
          Choice.of(parameters, "weights", "learned", "equal"),
          parameters.nanos("objective"),
          parameters.nanos("keep-alive"));
    }
  }

  /** A root whose workflows come more seldom than one in so many seconds is none. */
  private static final double LEAST_RATE = 1e-4;

  /** Workflows that begin with one function. */
  private static final class Root {
    long begun;
    double perSecond = -1;
  }

  private final Config config;
  private final CallGraph graph;
  private final TreeMap<Integer, Root> roots = new TreeMap<>();
  private int[] containers = new int[16];
  private long nextWake = Long.MAX_VALUE;

  Kraken(Config config) {
    this.config = config;
    graph = new CallGraph(config.forgetting());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ended ended) {
      graph.ended(ended);
    } else if (event instanceof Event.Ready ready) {
      graph.started(ready.instance().function(), ready.startNanos());
    } else if (event instanceof Event.Arrived arrived) {
      int function = arrived.invocation().function();
      int caller = arrived.invocation().caller();
      if (caller == Invocation.NO_CALLER) {
        roots.computeIfAbsent(function, f -> new Root()).begun++;
      } else {
        graph.called(caller, function);
      }
      if (nextWake == Long.MAX_VALUE) {
        nextWake = event.at() + config.intervalNanos();
      }
    }
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    roots.values().forEach(this::sample);
    roots.values().removeIf(root -> root.perSecond < LEAST_RATE);
    Arrays.fill(containers, 0);
    graph.forgetRetired(view);
    for (var share : loads().entrySet()) {
      var pool = view.ownPoolOf(share.getKey());
      if (pool != null) {
        containers(share.getKey(), containersFor(share.getValue(), pool));
      }
    }
    nextWake = roots.isEmpty() ? Long.MAX_VALUE : now + config.intervalNanos();
    return List.of();
  }

  private void sample(Root root) {
    double newest = root.begun * 1e9 / config.intervalNanos();
    root.perSecond =
        root.perSecond < 0
            ? newest
            : root.perSecond * (1 - config.smoothing()) + newest * config.smoothing();
    root.begun = 0;
  }

  private void containers(int function, int count) {
    if (function >= containers.length) {
      containers = Arrays.copyOf(containers, Math.max(function + 1, 2 * containers.length));
    }
    containers[function] = count;
  }

  /** Weighted invocations a second of each function. */
  private SortedMap<Integer, Double> loads() {
    var reaches = new ArrayList<Reach>();
    for (int root : roots.keySet()) {
      reaches.add(Reach.of(graph, root));
    }
    var weights = new GraphWeights(reaches);
    var loads = new TreeMap<Integer, Double>();
    for (var reach : reaches) {
      var root = roots.get(reach.function(0));
      for (int place = 0; root != null && place < reach.size(); place++) {
        double weight =
            config.equal() ? Math.max(1, reach.visits(place)) : weights.of(reach, place);
        loads.merge(reach.function(place), root.perSecond * weight, Double::sum);
      }
    }
    return loads;
  }

  private int containersFor(double perSecond, PoolView pool) {
    double load = perSecond * slackNanos(pool) / 1e9;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(load / batch(pool) - 1e-9));
  }

  private double execNanos(PoolView pool) {
    return Math.max(1, graph.execNanos(pool.function()));
  }

  private double slackNanos(PoolView pool) {
    long objective = pool.revision().objective().latencyNanos();
    double whole = objective == Long.MAX_VALUE ? config.objectiveNanos() : objective;
    return Math.max(execNanos(pool), whole - execNanos(pool));
  }

  /** Requests that one container can work off in the slack. */
  int batch(PoolView pool) {
    return (int) Math.max(1, Math.floor(slackNanos(pool) / execNanos(pool)));
  }

  @Override
  public int desired(long now, PoolView pool) {
    int busy = pool.ready() - pool.idle();
    int planned = pool.function() < containers.length ? containers[pool.function()] : 0;
    return Math.max(Math.max(busy, planned), pool.queued() == 0 ? 0 : reactive(pool));
  }

  private int reactive(PoolView pool) {
    double delay = pool.queued() * execNanos(pool) / Math.max(1, pool.size());
    boolean overloaded = pool.size() == 0 || delay >= graph.startNanos(pool.function());
    return overloaded ? Math.ceilDiv(pool.queued() + pool.running(), batch(pool)) : pool.size();
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return now + config.keepAliveNanos();
  }

  @Override
  public String why(int function) {
    return "%d containers planned by the workflows that reach it; a run takes %s, an idle one stays %s"
        .formatted(
            function < containers.length ? containers[function] : 0,
            Said.time(Math.max(0, graph.execNanos(function))),
            Said.time(config.keepAliveNanos()));
  }
}
