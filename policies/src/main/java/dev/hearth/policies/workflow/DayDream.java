package dev.hearth.policies.workflow;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Invocation;
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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * DayDream (R. B. Roy et al., SC 2022): hot starts for scientific workflows that find out on their
 * way what comes next. While a phase runs, instances with a language runtime and no code (stem
 * cells) are started for the next; when that begins, the code of its components is bound to them.
 * How many is drawn from a Weibull distribution fitted to the concurrency of past phases ({@link
 * Phases}, {@link Weibull}). A component runs on the class of hardware {@code c} with the least
 *
 * <pre>time-weight · max(1, execution / (speed(c) · D)) + (1 - time-weight) · price(c) / speed(c)
 * </pre>
 *
 * where {@code execution} is the greatest of the component's last 32 times on the high class,
 * {@code D} the mean over phases of the slowest component's, and speed and price are those relative
 * to the high class. Stem cells are split between the classes as the components before were. A
 * component that should run on the high class starts anew where only low ones are left and would
 * slow it by more than a start.
 *
 * <p>The stem cells start so that they are ready, with half a start to spare, when the shortest of
 * the remembered phases would have been over. Phases of which no function ever led on have none
 * after them. Here: one workflow at a time, or several that count as one. The distribution and the
 * balance of time and cost are from memory, not from the paper.
 *
 * <p>Parameters: {@code stem-cell} (stem-cell, the function's name; without it nothing is started
 * ahead), {@code count} ({@code drawn}; or {@code peak}, as many as any remembered phase had; or a
 * quantile of the distribution, such as 0.9), {@code time-weight} (0.5), {@code low} (low, the
 * class's name, or {@code none}), {@code low-speed} (0.6), {@code low-price} (0.4), {@code
 * forgetting} (0.1), {@code patience} (10s, longer than the longest phase that an unused one
 * stays), {@code keep-alive} (0s, of a component's instance).
 */
public final class DayDream implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "daydream",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Roy et al., DayDream: Hot Starts for Dynamic Scientific Workflows, SC 2022",
          List.of(
              new Suite.Parameter("stem-cell", "", "stem-cell", "function with a runtime alone"),
              new Suite.Parameter("count", "", "drawn", "or peak, or a quantile such as 0.9"),
              new Suite.Parameter("time-weight", "", "0.5", "against cost"),
              new Suite.Parameter("low", "", "low", "class of cheap hardware, or none"),
              new Suite.Parameter("low-speed", "", "0.6", "of it, relative to the usual"),
              new Suite.Parameter("low-price", "", "0.4", "of it, relative to the usual"),
              new Suite.Parameter("forgetting", "", "0.1", "weight of the newest observation"),
              new Suite.Parameter("patience", "time", "10s", "beyond the longest phase"),
              new Suite.Parameter("keep-alive", "time", "0s", "how long a component's stays")),
          (parameters, context) -> new DayDream(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      String stemCell,
      String count,
      double timeWeight,
      String low,
      double lowSpeed,
      double lowPrice,
      double forgetting,
      long patienceNanos,
      long keepAliveNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.text("stem-cell"),
          count(parameters),
          parameters.number("time-weight", 0, 1),
          parameters.text("low"),
          parameters.number("low-speed", 0.01, 100),
          parameters.number("low-price", 0, 100),
          parameters.number("forgetting", 0, 0.99),
          parameters.nanos("patience"),
          parameters.nanos("keep-alive"));
    }

    private static String count(Parameters parameters) {
      var text = parameters.text("count").strip();
      if (!text.equals("drawn") && !text.equals("peak")) {
        parameters.number("count", 0, 0.9999);
      }
      return text;
    }

    /** Whether a component does better on the low class; times in nanoseconds. */
    boolean prefersLow(double execution, double phase) {
      return !low.equals("none")
          && phase > 0
          && score(execution / (lowSpeed * phase), lowPrice / lowSpeed)
              < score(execution / phase, 1);
    }

    private double score(double time, double cost) {
      return timeWeight * Math.max(1, time) + (1 - timeWeight) * cost;
    }
  }

  /** Until then all arrivals of an instant have come. */
  private static final long GATHERING_NANOS = 1_000_000;

  private static final int SAMPLES = 32;
  private static final int MOST_STEM_CELLS = 100_000;
  private static final int DECISIONS_A_CLEANING = 64;
  private static final long NEVER = Long.MAX_VALUE;

  private final Config config;
  private final RandomGenerator random;
  private final CallGraph graph;
  private final Phases phases = new Phases();
  private @Nullable PoolView stemCells;
  private final TreeMap<Integer, Samples> executions = new TreeMap<>();
  private int lookedAmong;
  private boolean leadsOn;
  private long decisions;
  private double lowShare;
  private int wanted;
  private long gatheredAt = NEVER;
  private long startAt = NEVER;

  DayDream(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    graph = new CallGraph(config.forgetting());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      int caller = arrived.invocation().caller();
      boolean called = caller != Invocation.NO_CALLER;
      if (phases.arrived(event.at(), called)) {
        leadsOn = false;
        gatheredAt = NEVER;
        startAt = NEVER;
      }
      if (!leadsOn && mayLeadOn(arrived.invocation().function())) {
        leadsOn = true;
        gatheredAt = event.at() + GATHERING_NANOS;
      }
      if (called) {
        graph.called(caller, arrived.invocation().function());
      }
    } else if (event instanceof Event.Ended ended) {
      learn(ended);
    } else if (event instanceof Event.Ready ready) {
      boolean low = isLow(ready.instance().configuration());
      graph.started(
          ready.instance().function(), (long) (ready.startNanos() * (low ? config.lowSpeed() : 1)));
    }
  }

  private void learn(Event.Ended ended) {
    if (ended.completed()) {
      boolean low = isLow(ended.run().instance().configuration());
      double took = (ended.at() - ended.run().startedAt()) * (low ? config.lowSpeed() : 1);
      int function = ended.run().instance().function();
      graph.ended(function, ended.run().size(), (long) took);
      executions.computeIfAbsent(function, f -> new Samples(SAMPLES)).add((long) took);
      phases.ended((long) (took + startNanos(function)));
    }
  }

  @Override
  public long nextWake() {
    return Math.min(gatheredAt, startAt);
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    var proposals = new ArrayList<Proposal>();
    var pool = stemCells(view);
    if (now >= gatheredAt) {
      gatheredAt = NEVER;
      phases.complete();
      wanted = next();
      if (++decisions % DECISIONS_A_CLEANING == 0) {
        graph.forgetRetired(view);
        executions.keySet().removeIf(function -> !graph.knows(function));
      }
      startAt = startAt(now, pool);
      if (pool != null) {
        stopBeyond(wanted, pool, proposals);
      }
    }
    if (now >= startAt) {
      startAt = NEVER;
      if (pool != null) {
        start(pool, proposals);
      }
    }
    return proposals;
  }

  /** How many stem cells the next phase gets. */
  private int next() {
    double count =
        switch (config.count()) {
          case "peak" -> phases.peak();
          case "drawn" -> phases.fit().draw(random);
          default -> phases.fit().quantile(Double.parseDouble(config.count()));
        };
    return (int) Math.min(MOST_STEM_CELLS, Math.rint(count));
  }

  /** Whether a phase may follow one with this function. */
  private boolean mayLeadOn(int function) {
    return graph.execNanos(function) < 0 || !graph.callees(function).isEmpty();
  }

  private long startAt(long now, @Nullable PoolView pool) {
    double start = pool == null ? 0 : Math.max(0, graph.startNanos(pool.function()));
    double early = start == 0 ? 0 : phases.shortest() - 1.5 * start;
    return Math.max(now, phases.began() + (long) early);
  }

  private void stopBeyond(int count, PoolView pool, List<Proposal> proposals) {
    int surplus = pool.freeSlots() + pool.starting() - count;
    for (var instance : pool.instances()) {
      if (surplus > 0 && instance.idle()) {
        proposals.add(new Proposal.Stop(instance.id()));
        surplus--;
      }
    }
  }

  private void start(PoolView pool, List<Proposal> proposals) {
    var configuration = pool.revision().configuration();
    int low = (int) Math.rint(wanted * lowShare) - count(pool, true);
    int high = wanted - (int) Math.rint(wanted * lowShare) - count(pool, false);
    if (high > 0) {
      proposals.add(new Proposal.Start(pool.function(), configuration, high));
    }
    if (low > 0) {
      proposals.add(new Proposal.Start(pool.function(), configuration.on(config.low()), low));
    }
  }

  private int count(PoolView pool, boolean low) {
    int count = 0;
    for (var instance : pool.instances()) {
      boolean there = instance.idle() || instance.state() instanceof InstanceState.Starting;
      count += there && isLow(instance.configuration()) == low ? 1 : 0;
    }
    return count;
  }

  private boolean isLow(Configuration configuration) {
    return configuration.hardware().equals(config.low());
  }

  /** The pool of stem cells, or null; looked for when functions come or go. */
  private @Nullable PoolView stemCells(View view) {
    if (lookedAmong != view.pools().size()) {
      lookedAmong = view.pools().size();
      stemCells = null;
      for (var pool : view.pools()) {
        if (pool.revision().name().equals(config.stemCell())) {
          stemCells = pool;
        }
      }
    }
    return stemCells;
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    var stem = stemCells(view);
    if (stem == null || stem.function() == pool.function()) {
      return Origin.FRESH;
    }
    boolean low = prefersLow(pool.function());
    lowShare += config.forgetting() * ((low ? 1 : 0) - lowShare);
    @Nullable InstanceView other = null;
    for (var instance : stem.instances()) {
      if (instance.idle()) {
        if (isLow(instance.configuration()) == low) {
          return new Origin.Repurpose(instance.id());
        }
        other = instance;
      }
    }
    return other == null || (!low && slowdown(pool.function()) > startNanos(pool.function()))
        ? Origin.FRESH
        : new Origin.Repurpose(other.id());
  }

  private boolean prefersLow(int function) {
    var seen = executions.get(function);
    return seen != null
        && config.prefersLow(seen.greatest() + startNanos(function), phases.meanOfSlowest());
  }

  private double startNanos(int function) {
    return Math.max(0, graph.startNanos(function));
  }

  /** What a component loses on the low class. */
  private double slowdown(int function) {
    return graph.execNanos(function) * (1 / config.lowSpeed() - 1);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    var stem = stemCells(view);
    return stem != null && instance.function() == stem.function()
        ? now + phases.longest() + config.patienceNanos()
        : now + config.keepAliveNanos();
  }

  @Override
  public String why(int function) {
    return "%d stem cells for the next phase, %s of them on the low class; a run takes %s"
        .formatted(
            wanted, Said.number(lowShare), Said.time(Math.max(0, graph.execNanos(function))));
  }
}
