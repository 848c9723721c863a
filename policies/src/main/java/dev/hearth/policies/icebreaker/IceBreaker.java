package dev.hearth.policies.icebreaker;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
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
import java.util.Set;
import java.util.TreeMap;

/**
 * IceBreaker (R. B. Roy et al., ASPLOS 2022): at the end of each interval the concurrency of every
 * function in the next is extrapolated ({@link Harmonics}), and where it is not zero a {@link
 * Utility} score says on which hardware so many instances are warm in that interval. With utilities
 * scaled so that the least of the moment is 0 and the greatest 1:
 *
 * <pre>
 * utility &gt;= high-cut  on high-end     while its memory budget lasts, else as below
 * utility &gt;= low-cut   on low-end      while its memory budget lasts, else
 *                      nowhere
 * </pre>
 *
 * <p>The most useful choose first, so a budget that is used up raises its cut-off. Idle instances
 * beyond what is wanted go at the end of the interval. Concurrency is the most invocations in hand
 * at once. Components and weights of the utility follow a re-implementation of the paper's
 * artifact, not the paper itself.
 *
 * <p>Not here: moving a warm instance to other hardware (the choice holds for new ones, and one
 * that was started on demand is on the node's first class), and routing by class.
 *
 * <p>Parameters: {@code interval} (1m), {@code window} (128 intervals, a power of two), {@code
 * harmonics} (10), {@code degree} (2) of the trend, {@code least} (0.5, the part of an instance
 * from which on the extrapolation counts as one), {@code low-cut} (0.33), {@code high-cut} (0.66),
 * {@code high} and {@code low}, the names of the classes, {@code high-memory} and {@code
 * low-memory} (1024GiB each), {@code low-speed} (0.6) until both classes were measured.
 */
public final class IceBreaker implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "icebreaker",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Roy et al., IceBreaker, ASPLOS 2022",
          List.of(
              new Suite.Parameter("interval", "time", "1m", "what is predicted at a time"),
              new Suite.Parameter("window", "", "128", "intervals to predict from"),
              new Suite.Parameter("harmonics", "", "10", "waves that are extrapolated"),
              new Suite.Parameter("degree", "", "2", "of the polynomial trend"),
              new Suite.Parameter("least", "", "0.5", "part of an instance that counts as one"),
              new Suite.Parameter("low-cut", "", "0.33", "utility to be warm at all"),
              new Suite.Parameter("high-cut", "", "0.66", "utility to be warm on high-end"),
              new Suite.Parameter("high", "", "high", "name of the high-end class"),
              new Suite.Parameter("low", "", "low", "name of the low-end class"),
              new Suite.Parameter("high-memory", "memory", "1024GiB", "budget on high-end"),
              new Suite.Parameter("low-memory", "memory", "1024GiB", "budget on low-end"),
              new Suite.Parameter("low-speed", "", "0.6", "of low-end while not measured")),
          (parameters, context) -> new IceBreaker(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      long intervalNanos,
      int window,
      int harmonics,
      int degree,
      double least,
      double lowCut,
      double highCut,
      String high,
      String low,
      long highBytes,
      long lowBytes,
      double lowSpeed) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1, parameters.nanos("interval")),
          parameters.count("window", 4),
          parameters.count("harmonics", 1),
          parameters.count("degree", 0),
          parameters.number("least", 0.01, 1),
          parameters.number("low-cut", 0, 1),
          parameters.number("high-cut", 0, 1),
          parameters.text("high"),
          parameters.text("low"),
          parameters.bytes("high-memory"),
          parameters.bytes("low-memory"),
          parameters.number("low-speed", 0.01, 1));
    }
  }

  private static final int JUDGED = 10;
  private static final double SECOND = 1e9;

  private final Config config;
  private final Harmonics harmonics;
  private final TreeMap<Integer, Demand> demands = new TreeMap<>();
  private long nextWake = Long.MAX_VALUE;

  IceBreaker(Config config) {
    this.config = config;
    harmonics = new Harmonics(config.window(), config.harmonics(), config.degree());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.READY, Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> {
        int function = arrived.invocation().function();
        var pool = view.poolOf(function);
        demand(function).inHand(inHand(pool) + 1);
        nextWake = nextWake == Long.MAX_VALUE ? boundaryAfter(arrived.at()) : nextWake;
      }
      case Event.Ready ready ->
          spans(ready.instance()).start = Math.max(1, ready.startNanos()) / SECOND;
      case Event.Ended ended ->
          spans(ended.run().instance()).run =
              Math.max(1, ended.at() - ended.run().startedAt()) / SECOND;
      default -> {}
    }
  }

  private Demand demand(int function) {
    return demands.computeIfAbsent(function, _ -> new Demand(config.window(), JUDGED));
  }

  private Demand.Spans spans(InstanceView instance) {
    boolean onHigh = !instance.configuration().hardware().equals(config.low());
    return demand(instance.function()).spans(onHigh);
  }

  private static int inHand(PoolView pool) {
    return pool.queued() + pool.running();
  }

  private long boundaryAfter(long now) {
    return (now / config.intervalNanos() + 1) * config.intervalNanos();
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  /** Until the interval is over and the next is decided upon. */
  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return boundaryAfter(now) + 1;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    predict(view);
    nextWake = demands.isEmpty() ? Long.MAX_VALUE : boundaryAfter(now);
    var proposals = new ArrayList<Proposal>();
    var choices =
        new Choices(config.lowCut(), config.highCut(), config.highBytes(), config.lowBytes());
    for (var candidate : candidates(view)) {
      choices.add(candidate);
    }
    for (var choice : choices.made()) {
      warm(view.poolOf(choice.function()), choice.onHigh(), proposals);
    }
    return proposals;
  }

  /** Closes the interval of every function and forgets those that are retired or silent. */
  private void predict(View view) {
    var deployed = new TreeMap<Integer, PoolView>();
    view.pools().forEach(pool -> deployed.put(pool.function(), pool));
    demands.keySet().retainAll(deployed.keySet());
    var silent = new ArrayList<Integer>();
    demands.forEach(
        (function, demand) -> {
          var pool = deployed.get(function);
          demand.close(pool == null ? 0 : inHand(pool));
          if (demand.silent() && (pool == null || pool.size() == 0)) {
            silent.add(function);
          } else {
            demand.predict(concurrency(demand));
          }
        });
    silent.forEach(demands::remove);
  }

  private int concurrency(Demand demand) {
    return demand.silent()
        ? 0
        : (int) Math.max(0, Math.floor(harmonics.next(demand.window()) + 1 - config.least()));
  }

  private List<Choices.Candidate> candidates(View view) {
    long largest = 1;
    for (int function : demands.keySet()) {
      largest = Math.max(largest, memory(function, view));
    }
    var candidates = new ArrayList<Choices.Candidate>();
    for (var each : demands.entrySet()) {
      int wanted = each.getValue().predicted();
      if (wanted > 0) {
        long bytes = memory(each.getKey(), view);
        var utility = utility(each.getValue(), (double) bytes / largest);
        candidates.add(new Choices.Candidate(each.getKey(), utility.value(), wanted * bytes));
      }
    }
    return candidates;
  }

  private Utility utility(Demand demand, double shareOfLargest) {
    return new Utility(
        1 - shareOfLargest, demand.speedUp(config.lowSpeed()), demand.missed(), demand.borneOut());
  }

  private static long memory(int function, View view) {
    return view.revisionOf(function).configuration().resources().memoryBytes();
  }

  /** Keeps as many idle ones as are wanted for another interval and starts those missing. */
  private void warm(PoolView pool, boolean onHigh, List<Proposal> proposals) {
    int wanted = demand(pool.function()).predicted();
    int spare = wanted - (pool.size() - pool.idle());
    for (var instance : pool.instances()) {
      if (instance.idle() && spare > 0) {
        spare--;
        proposals.add(new Proposal.Keep(instance.id(), nextWake + 1));
      }
    }
    if (spare > 0) {
      var configuration = pool.revision().configuration();
      proposals.add(
          new Proposal.Start(
              pool.function(), configuration.on(onHigh ? config.high() : config.low()), spare));
    }
  }

  @Override
  public String why(int function) {
    var demand = demands.get(function);
    return demand == null
        ? "0 foreseen: not used in the last %d intervals".formatted(config.window())
        : "%d at once foreseen for the next %s from %d intervals; of late %s of the need missed"
            .formatted(
                demand.predicted(),
                Said.time(config.intervalNanos()),
                config.window(),
                Said.number(demand.missed()));
  }
}
