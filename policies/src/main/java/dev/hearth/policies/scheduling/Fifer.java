package dev.hearth.policies.scheduling;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.learning.Forecaster;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.queue.SizeOrDelay;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Fifer (J. R. Gunasekaran et al., Middleware 2020): invocations wait for a container where their
 * objective leaves time for it.
 *
 * <ul>
 *   <li>Slack: what the objective of a chain leaves beyond its execution times is split over the
 *       stages in proportion to these ({@link Chains}). {@code B = floor(slack / exec)}
 *       invocations, at least 1, may be in hand for each container.
 *   <li>Order: least slack first, {@code rank = arrival + slack of the stage}.
 *   <li>Reactive: with more than {@code B} for each of {@code N} containers there should be {@code
 *       ceil(in hand / B)}, but only once the delay {@code in hand · exec / N} exceeds a cold
 *       start; before, waiting is quicker.
 *   <li>Proactive: every {@code interval} a recurrent network predicts the greatest rate of the
 *       next from those of the past; {@code ceil(rate · exec / B)} containers are ready for it.
 *   <li>Idle containers go after {@code idle}.
 * </ul>
 *
 * <p>Here: all of it on one node. The queue of each container is the pool's, from which the
 * container used last takes next, so that as few as possible are busy; with equal execution times
 * that is the same and otherwise never later. One network serves all functions, on rates divided by
 * the greatest of each. Not here: packing onto the fullest of several nodes. {@code B} of a
 * function without an objective is {@code most}; until a first run has told how long one takes, a
 * function has at most four containers (the authors measure ahead of time). Network size and
 * sampling are this implementation's, on the order of the authors'.
 *
 * <p>Parameters: {@code interval} (10s), {@code sample} (1s, over which a rate is taken), {@code
 * most} (32, greatest B), {@code idle} (10m), {@code train} (1m, between trainings; 0s does without
 * the forecast).
 */
public final class Fifer implements QueuePolicy, ScalingPolicy, WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "fifer",
          Suite.Scope.APPLICATION,
          EnumSet.of(Role.QUEUE, Role.SCALING, Role.WARMTH),
          "Gunasekaran et al., Fifer, Middleware 2020",
          List.of(
              new Suite.Parameter("interval", "time", "10s", "between forecasts"),
              new Suite.Parameter("sample", "time", "1s", "over which a rate is taken"),
              new Suite.Parameter("most", "invocations", "32", "in hand for a container"),
              new Suite.Parameter("idle", "time", "10m", "how long an idle container stays"),
              new Suite.Parameter(
                  "train", "time", "1m", "between trainings; 0s does without the forecast")),
          (parameters, context) -> new Fifer(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(long intervalNanos, long sampleNanos, int most, long idleNanos, long trainNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          Math.max(1, parameters.nanos("interval")),
          Math.max(1, parameters.nanos("sample")),
          parameters.count("most", 1),
          parameters.nanos("idle"),
          parameters.nanos("train"));
    }
  }

  private static final int PROBES = 4;
  private static final double SECOND = 1e9;

  private final Config config;
  private final Chains chains = new Chains();
  private final RateForecast rates;
  private long nextWake = Long.MAX_VALUE;

  Fifer(Config config, RandomGenerator random) {
    this.config = config;
    rates =
        new RateForecast(
            config.sampleNanos(),
            config.trainNanos(),
            new Forecaster(16, RateForecast.WINDOW, 0.003, random));
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> arrived(arrived.at(), arrived.invocation(), view);
      case Event.Ended ended -> ended(ended);
      case Event.Ready ready -> rates.started(ready.instance().function(), ready.startNanos());
      default -> {}
    }
  }

  private void ended(Event.Ended ended) {
    if (ended.completed()) {
      long nanos = ended.at() - ended.run().startedAt();
      chains.ran(ended.run().instance().function(), (double) nanos);
    }
  }

  private void arrived(long now, InvocationView invocation, View view) {
    int function = invocation.function();
    chains.arrived(
        function, invocation.caller(), view.revisionOf(function).objective().latencyNanos());
    rates.arrived(now, function);
    nextWake = Math.min(nextWake, now + config.intervalNanos());
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now >= nextWake) {
      chains.plan();
      boolean quiet = rates.endInterval(now);
      nextWake = quiet ? Long.MAX_VALUE : now + config.intervalNanos();
    }
    return List.of();
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    double slack = chains.slackNanos(invocation.function(), invocation.caller());
    return invocation.arrival() + (long) Math.min(slack, Long.MAX_VALUE / 4.0);
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }

  @Override
  public int desired(long now, PoolView pool) {
    return Math.max(ahead(pool.function()), reactive(pool));
  }

  /** Containers for the greatest rate that is expected. */
  private int ahead(int function) {
    double slack = Math.min(chains.ratio(function), config.most());
    double responseNanos = chains.execNanos(function) * (1 + slack);
    return (int)
        StrictMath.ceil(rates.expected(function) * responseNanos / SECOND / batch(function));
  }

  private int reactive(PoolView pool) {
    int function = pool.function();
    int inHand = pool.queued() + pool.running();
    int wanted = Math.ceilDiv(inHand, batch(function));
    int there = pool.size();
    double exec = chains.execNanos(function);
    if (exec == 0) {
      return Math.min(wanted, PROBES);
    }
    if (there == 0 || wanted <= there) {
      return wanted;
    }
    return inHand * exec / there > rates.startNanos(function) ? wanted : there;
  }

  /** Invocations that may be in hand for one container. */
  int batch(int function) {
    return Math.clamp((long) chains.ratio(function), 1, config.most());
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + config.idleNanos();
  }

  @Override
  public String why(int function) {
    if (!rates.knows(function) || !chains.knows(function)) {
      return "0 arrivals yet";
    }
    return "%s arrivals/s expected, a run takes %s and its slack allows %d in hand for a container"
        .formatted(
            Said.number(rates.expected(function)),
            Said.time(chains.execNanos(function)),
            batch(function));
  }
}
