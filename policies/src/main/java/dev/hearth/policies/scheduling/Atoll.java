package dev.hearth.policies.scheduling;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.NodeView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.queue.SizeOrDelay;
import dev.hearth.policies.scaling.QueueLength;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Atoll (A. Singhvi et al., SoCC 2021): every node is a scheduler of its own with load balancing
 * between them.
 *
 * <ul>
 *   <li>Order: least slack first, {@code slack = due - now - execution time}, where due is the
 *       objective if there is one, else the deadline. All slacks shrink alike, so the rank is due
 *       less execution time.
 *   <li>Pre-allocation: each {@code interval} the rate is folded into an exponential average with
 *       weight {@code weight}, or interval / execution time if that is less; the pool gets the
 *       {@code quantile} of a Poisson distribution of mean rate · execution time, and never less
 *       than the work at hand needs.
 *   <li>Eviction: what exceeds that is soft-evicted: not stopped, only no longer counted on, and
 *       taken back into service at no cost. It goes for good when memory is short, that which has
 *       idled longest first: as a pool uses what it used last, that is what exceeds the need.
 *       Instances ahead take free memory only, so that functions do not evict each other for what
 *       may come.
 *   <li>Balancing: when the mean queueing delay exceeds {@code scale-out} of the mean slack, the
 *       next node, that with the shortest queue, gets {@code step} tickets for each of this node's
 *       1, then more with each {@code interval} until it has as many; below {@code scale-in}
 *       tickets go back step by step. Invocations are routed by lottery.
 *   <li>Spread: each node is to have the quantile of its part of the load by tickets. Other nodes
 *       are asked for what they miss of it before their first or next tickets count, so that they
 *       do not begin cold.
 * </ul>
 *
 * <p>Here: the five for functions of one step; a node is a scheduler with one worker, itself, so
 * spreading evenly over the workers of one scheduler has nothing to do. An interval without
 * arrivals is not woken for; the average fades by as many weights at once. Not here: critical paths
 * of graphs. The thresholds of balancing are not known to be the authors'.
 *
 * <p>Parameters: {@code interval} (100ms), {@code weight} (0.3), {@code quantile} (0.99), {@code
 * scale-out} (0.3), {@code scale-in} (0.05), {@code step} (0.1).
 */
public final class Atoll implements QueuePolicy, ScalingPolicy, WarmthPolicy, RoutingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "atoll",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE, Role.SCALING, Role.WARMTH, Role.ROUTING),
          "Singhvi et al., Atoll, SoCC 2021",
          List.of(
              new Suite.Parameter("interval", "time", "100ms", "between estimates of the rate"),
              new Suite.Parameter("weight", "", "0.3", "of the newest in the averages"),
              new Suite.Parameter("quantile", "", "0.99", "of concurrency to be ready for"),
              new Suite.Parameter("scale-out", "", "0.3", "delay by slack that adds a node"),
              new Suite.Parameter("scale-in", "", "0.05", "delay by slack that removes one"),
              new Suite.Parameter("step", "tickets", "0.1", "moved at each interval")),
          (parameters, context) -> new Atoll(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      long intervalNanos,
      double weight,
      double quantile,
      double scaleOut,
      double scaleIn,
      double step) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1_000_000, parameters.nanos("interval")),
          parameters.number("weight", 0.001, 1),
          parameters.number("quantile", 0, 0.999999),
          parameters.number("scale-out", 0, 10),
          parameters.number("scale-in", 0, 10),
          parameters.number("step", 0.001, 1));
    }
  }

  private static final double SECOND = 1e9;

  private static final int MOST_AHEAD = 10_000;
  private static final int MOST_ASKED = 1_000;

  private final Config config;
  private final RandomGenerator random;
  private final QueueLength reactive = new QueueLength(new QueueLength.Config(0));
  private final TreeMap<Integer, Double> elsewhere = new TreeMap<>();
  private long slackNanos = Long.MAX_VALUE;
  private double execNanos;
  private double delayNanos;
  private final TreeMap<Integer, Integer> asked = new TreeMap<>();
  private double rate;
  private long estimatedAt;
  private long aheadOf = -1;
  private int ahead;
  private int mostAhead;
  private int arrivals;
  private int function;
  private long nextEstimate = Long.MAX_VALUE;

  Atoll(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.STARTED, Event.Kind.ENDED, Event.Kind.EVICTED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      arrivals++;
      function = arrived.invocation().function();
      nextEstimate = Math.min(nextEstimate, arrived.at() + config.intervalNanos());
    } else if (event instanceof Event.Started started) {
      long waited = started.at() - started.run().member(0).arrival();
      delayNanos += config.weight() * (waited - delayNanos);
    } else if (event instanceof Event.Ended ended && ended.completed()) {
      learn(ended.at() - ended.run().startedAt());
    } else if (event instanceof Event.Evicted evicted) {
      mostAhead = Math.min(mostAhead, view.poolOf(evicted.instance().function()).size());
      aheadOf = -1;
    }
  }

  private void learn(long nanos) {
    if (execNanos == 0) {
      execNanos = nanos;
      rate *= rateWeight() / config.weight();
    } else {
      execNanos += config.weight() * (nanos - execNanos);
    }
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    long objective = pool.revision().objective().latencyNanos();
    long due =
        objective > invocation.deadline() - invocation.arrival()
            ? invocation.deadline()
            : invocation.arrival() + objective;
    slackNanos = (long) (due - invocation.arrival() - execNanos);
    return (long) (due - execNanos);
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }

  @Override
  public long nextWake() {
    return nextEstimate;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < nextEstimate) {
      return List.of();
    }
    double measured = arrivals / (config.intervalNanos() / SECOND);
    double faded = rate(now - config.intervalNanos());
    rate = faded + rateWeight() * (measured - faded);
    estimatedAt = now;
    aheadOf = -1;
    mostAhead = room(view);
    balance(view, arrivals > 0);
    arrivals = 0;
    nextEstimate = elsewhere.isEmpty() ? Long.MAX_VALUE : now + config.intervalNanos();
    return spread(view);
  }

  /** Instances there would be with those that free memory allows. */
  private int room(View view) {
    var pool = view.poolOf(function);
    long each = Math.max(1, pool.revision().configuration().resources().memoryBytes());
    long more = view.self().free().memoryBytes() / each;
    return (int) Math.min(MOST_AHEAD, pool.size() + more);
  }

  /** Arrivals a second on average, as it has faded since the last estimate. */
  private double rate(long now) {
    long intervals = Math.max(0, (now - estimatedAt) / config.intervalNanos());
    return intervals == 0 ? rate : rate * StrictMath.pow(1 - rateWeight(), (double) intervals);
  }

  /** So little that an arrival never counts for more than one run at a time. */
  private double rateWeight() {
    return Math.min(config.weight(), config.intervalNanos() / Math.max(1, execNanos));
  }

  /** Asks other nodes for what they miss of their part. */
  private List<Proposal> spread(View view) {
    asked.keySet().retainAll(elsewhere.keySet());
    if (elsewhere.isEmpty()) {
      return List.of();
    }
    var proposals = new ArrayList<Proposal>();
    var configuration = view.revisionOf(function).configuration();
    for (var entry : elsewhere.entrySet()) {
      int node = entry.getKey();
      int there = asked.getOrDefault(node, 0);
      int wanted = Math.min(MOST_ASKED, instances(rate * entry.getValue() / tickets()));
      for (int i = there; i < wanted; i++) {
        proposals.add(new Proposal.StartElsewhere(node, function, configuration));
      }
      asked.put(node, wanted);
    }
    return proposals;
  }

  private void balance(View view, boolean loaded) {
    elsewhere.keySet().removeIf(node -> !reachable(node, view));
    if (delayNanos > config.scaleOut() * slackNanos && loaded) {
      giveTickets(view);
    } else if (delayNanos < config.scaleIn() * slackNanos || !loaded) {
      takeTickets();
    }
  }

  private static boolean reachable(int node, View view) {
    return view.nodes().stream().anyMatch(known -> known.node() == node && known.reachable());
  }

  private void giveTickets(View view) {
    boolean grown = false;
    for (var entry : elsewhere.entrySet()) {
      if (entry.getValue() < 1) {
        entry.setValue(Math.min(1, entry.getValue() + config.step()));
        grown = true;
      }
    }
    if (!grown) {
      view.nodes().stream()
          .filter(node -> node.reachable() && node.node() != view.self().node())
          .filter(node -> !elsewhere.containsKey(node.node()))
          .min(Comparator.comparingInt(NodeView::queued).thenComparingInt(NodeView::node))
          .ifPresent(node -> elsewhere.put(node.node(), config.step()));
    }
  }

  private void takeTickets() {
    elsewhere.replaceAll((node, tickets) -> tickets - config.step());
    elsewhere.values().removeIf(tickets -> tickets < config.step() / 2);
  }

  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    if (elsewhere.isEmpty()) {
      return Route.POOL;
    }
    double drawn = random.nextDouble() * tickets();
    for (var entry : elsewhere.entrySet()) {
      drawn -= entry.getValue();
      if (drawn < 0) {
        return new Route.ToNode(entry.getKey());
      }
    }
    return Route.POOL;
  }

  /** Those of this node, 1, and of the others. */
  private double tickets() {
    double total = 1;
    for (double tickets : elsewhere.values()) {
      total += tickets;
    }
    return total;
  }

  @Override
  public int desired(long now, PoolView pool) {
    return Math.max(ahead(now), reactive.desired(now, pool));
  }

  /** Instances to be ready here for what is expected; 0 once the rate has faded away. */
  private int ahead(long now) {
    long interval = now / config.intervalNanos();
    if (interval != aheadOf) {
      aheadOf = interval;
      ahead = Math.min(mostAhead, instances(rate(now) / tickets()));
    }
    return ahead;
  }

  private int instances(double arrivalsPerSecond) {
    return PoissonQuantile.of(arrivalsPerSecond * execNanos / SECOND, config.quantile());
  }

  /** Soft eviction: nothing goes before memory is short. */
  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return Long.MAX_VALUE;
  }

  @Override
  public String why(int function) {
    return "%s arrivals/s, a run takes %s: %d ahead; the queue delays by %s, the slack is %s"
        .formatted(
            Said.number(rate),
            Said.time(execNanos),
            ahead,
            Said.time(delayNanos),
            Said.time(slackNanos));
  }
}
