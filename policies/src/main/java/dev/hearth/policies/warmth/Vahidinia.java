package dev.hearth.policies.warmth;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.learning.ActorCritic;
import dev.hearth.policies.learning.Forecaster;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Two learning layers over one function (P. Vahidinia, B. Farahani and F. Shams Aliee, IEEE
 * Internet of Things Journal 2023).
 *
 * <ul>
 *   <li>The window for which idle instances stay is the action of an advantage actor-critic ({@link
 *       ActorCritic}). Its state is the last four inter-arrival times, {@code ln(1 + s) / ln 3601};
 *       a step goes from one arrival to the first that is {@code step} or more later, and is
 *       rewarded with
 *       <pre>-(cold-cost · cold arrivals + idle-cost · idle instance-minutes)</pre>
 *   <li>The instances that are ready ahead are what a recurrent network ({@link
 *       ConcurrencyForecast}) expects of the next {@code interval}'s greatest concurrency; those
 *       that miss are started.
 * </ul>
 *
 * <p>Here: both layers, learning while they serve. The windows are a grid from none to 20 min with
 * a prior at the usual 10 min; an arrival counts as cold when no slot is free; idle is what ready
 * instances have beyond the invocations in hand. The costs, network sizes and steps are this
 * implementation's: the design this follows does not give the authors'.
 *
 * <p>Parameters: {@code step} (10s), {@code cold-cost} (1), {@code idle-cost} (0.03 a minute),
 * {@code rate} (0.005, of learning), {@code discount} (0.9), {@code interval} (1m; 0s does without
 * the second layer), {@code train} (10m, between trainings of it).
 */
public final class Vahidinia implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "vahidinia",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Vahidinia et al., IEEE Internet of Things Journal 2023",
          List.of(
              new Suite.Parameter("step", "time", "10s", "least time between choices of a window"),
              new Suite.Parameter("cold-cost", "", "1", "of an arrival without a free slot"),
              new Suite.Parameter("idle-cost", "", "0.03", "of an instance idle for a minute"),
              new Suite.Parameter("rate", "", "0.005", "of learning"),
              new Suite.Parameter("discount", "", "0.9", "of the value of the next state"),
              new Suite.Parameter(
                  "interval", "time", "1m", "between forecasts of concurrency; 0s makes none"),
              new Suite.Parameter("train", "time", "10m", "between trainings of the forecast")),
          (parameters, context) -> new Vahidinia(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      long stepNanos,
      double coldCost,
      double idleCost,
      double rate,
      double discount,
      long intervalNanos,
      long trainNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1, parameters.nanos("step")),
          parameters.number("cold-cost", 0, 1e6),
          parameters.number("idle-cost", 0, 1e6),
          parameters.number("rate", 0, 1),
          parameters.number("discount", 0, 0.999),
          parameters.nanos("interval"),
          parameters.nanos("train"));
    }
  }

  private static final long SECOND = 1_000_000_000L;
  private static final double MINUTE = 60e9;
  private static final int GAPS = 4;
  private static final int HIDDEN = 12;
  private static final double ENTROPY = 0.001;
  private static final double LOG_HOUR = StrictMath.log(3_601);

  /** Windows that can be chosen, in seconds. */
  static final int[] WINDOWS = {0, 10, 30, 60, 120, 300, 600, 1_200};

  /** The usual ten minutes. */
  static final int USUAL = 6;

  private final Config config;
  private final ActorCritic agent;
  private final ConcurrencyForecast forecast;
  private final IdleTime idle = new IdleTime();
  private double[] state = new double[GAPS];
  private int action = USUAL;
  private int function;
  private long last = Long.MIN_VALUE;
  private long stepEnds = Long.MIN_VALUE;
  private int cold;

  Vahidinia(Config config, RandomGenerator random) {
    this.config = config;
    agent =
        new ActorCritic(
            new ActorCritic.Config(HIDDEN, config.rate(), config.discount(), ENTROPY),
            GAPS,
            prior(),
            random);
    forecast =
        new ConcurrencyForecast(
            config.intervalNanos(),
            config.trainNanos(),
            new Forecaster(8, ConcurrencyForecast.WINDOW, 0.003, random));
  }

  /** Windows beside the usual one are likelier than those far from it. */
  private static double[] prior() {
    var prior = new double[WINDOWS.length];
    for (int i = 0; i < prior.length; i++) {
      prior[i] = -2.0 * Math.abs(i - USUAL);
    }
    return prior;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.READY, Event.Kind.EVICTED, Event.Kind.LOST);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived ->
          arrived(arrived.at(), view.poolOf(arrived.invocation().function()));
      case Event.Ready ready -> idle.changed(ready.at(), view.poolOf(ready.instance().function()));
      case Event.Evicted evicted ->
          idle.changed(evicted.at(), view.poolOf(evicted.instance().function()));
      case Event.Lost lost -> idle.changed(lost.at(), view.poolOf(lost.function()));
      default -> {}
    }
  }

  private void arrived(long now, PoolView pool) {
    function = pool.function();
    cold += pool.freeSlots() == 0 ? 1 : 0;
    forecast.arrived(now, pool.queued() + pool.running() + 1);
    if (now >= stepEnds) {
      choose(now, pool);
    }
    last = now;
  }

  /** A step is over: learn from it and choose the window of the next. */
  private void choose(long now, PoolView pool) {
    double idleMinutes = idle.take(now, pool) / MINUTE;
    if (last != Long.MIN_VALUE) {
      var next = after(now - last);
      double reward = -(config.coldCost() * cold + config.idleCost() * idleMinutes);
      agent.learn(state, action, reward, next);
      state = next;
      action = agent.act(state);
    }
    cold = 0;
    stepEnds = now + config.stepNanos();
  }

  private double[] after(long gapNanos) {
    var next = new double[GAPS];
    System.arraycopy(state, 0, next, 1, GAPS - 1);
    next[0] = StrictMath.log1p((double) gapNanos / SECOND) / LOG_HOUR;
    return next;
  }

  /** For how long idle instances stay now. */
  long windowNanos() {
    return WINDOWS[action] * SECOND;
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    long window = windowNanos();
    boolean ahead = instance.runs() == 0;
    return instance.idleSince() + (ahead ? Math.max(window, config.intervalNanos()) : window);
  }

  @Override
  public long nextWake() {
    return forecast.nextWake();
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    int expected = forecast.next(now);
    var pool = view.poolOf(function);
    int missing = expected - pool.size();
    return missing > 0
        ? List.of(new Proposal.Start(function, pool.revision().configuration(), missing))
        : List.of();
  }

  /** Instance-time that ready instances have beyond what is in hand. */
  private static final class IdleTime {
    private int ready;
    private long since;
    private long readyNanos;
    private long inHandBefore;

    void changed(long now, PoolView pool) {
      readyNanos += ready * (now - since);
      since = now;
      ready = pool.size() - pool.starting();
    }

    /** Nanoseconds since it was last taken. */
    double take(long now, PoolView pool) {
      changed(now, pool);
      long inHand = pool.inHandNanos(now);
      long idle = readyNanos - (inHand - inHandBefore);
      inHandBefore = inHand;
      readyNanos = 0;
      return Math.max(0, idle);
    }
  }

  @Override
  public String why(int function) {
    return "an idle one stays %s by the last choice; %d cold arrivals since"
        .formatted(Said.time(windowNanos()), cold);
  }
}
