package dev.hearth.policies.scheduling;

import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.latency.OnlineLatency;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cypress (V. Bhasi et al., SoCC 2022): containers by the work that waits, not by how many wait.
 * Execution time is a regression over the size of the input, {@code exec = a + b · rows}, learned
 * from the runs that end.
 *
 * <pre>
 * containers = max(ceil(Σ exec of those queued and running / room),  ceil(ρ / busy))
 * room       = share · objective,        ρ = mean of arriving work a second
 * rank       = arrival + objective - exec
 * </pre>
 *
 * <p>so that the work given to one container fits its slack, and an input that takes longer goes
 * before one that came with it, since it has less slack left. Further containers that are idle are
 * not used, and so go in time, but by an input that must start for its answer to come within {@code
 * share} of the objective.
 *
 * <p>Here: all of it for the requests of one function; each runs alone. Not here: predicting the
 * sizes of the next stage of a chain. Until a run has ended, there is a container for each request
 * up to {@value #PROBES}; without an objective there is one for each request.
 *
 * <p>Parameters: {@code share} (0.8) of the objective that work in hand may take; {@code busy}
 * (0.9) share of its time that a container may run; {@code sizes} (true; false takes every input
 * for a mean one, as batching by count does).
 */
public final class Cypress implements QueuePolicy, ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "cypress",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE, Role.SCALING),
          "Bhasi et al., Cypress, SoCC 2022",
          List.of(
              new Suite.Parameter("share", "", "0.8", "of the objective that work may wait for"),
              new Suite.Parameter("busy", "", "0.9", "of its time that a container may run"),
              new Suite.Parameter("sizes", "", "true", "false takes every input for a mean one")),
          (parameters, context) -> new Cypress(Config.of(parameters)));

  /** Its parameters. */
  record Config(double share, double busy, boolean sizes) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("share", 0.01, 1),
          parameters.number("busy", 0.01, 1),
          sizes(parameters.text("sizes").strip()));
    }

    private static boolean sizes(String text) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException(
            "parameter 'sizes' of policy 'cypress' must be true or false, not '%s'"
                .formatted(text));
      }
      return text.equals("true");
    }
  }

  private static final int PROBES = 4;
  private static final double FORGETTING = 0.01;
  private static final double RATE_NANOS = 30e9;

  private final Config config;
  private final OnlineLatency exec = new OnlineLatency(FORGETTING);
  private @Nullable PoolView pool;
  private double meanNanos;
  private double workRate;
  private long lastArrival;

  Cypress(Config config) {
    this.config = config;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> arrived(arrived.at(), arrived.invocation().rows());
      case Event.Ended ended when ended.completed() ->
          learn(ended.run().rows(), ended.at() - ended.run().startedAt());
      default -> {}
    }
  }

  /** Work that arrives, as a sum that fades over half a minute. */
  private void arrived(long now, int rows) {
    workRate *= StrictMath.exp((lastArrival - now) / RATE_NANOS);
    workRate += Math.max(0, estimate(rows)) / RATE_NANOS;
    lastArrival = now;
  }

  private void learn(int rows, long nanos) {
    exec.learn(rows, nanos);
    meanNanos = meanNanos == 0 ? nanos : meanNanos + FORGETTING * (nanos - meanNanos);
  }

  /** Nanoseconds that an input takes, -1 before the first has. */
  private double estimate(int rows) {
    return config.sizes() || meanNanos == 0 ? exec.estimate(rows) : meanNanos;
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView of) {
    pool = of;
    long objective = of.revision().objective().latencyNanos();
    if (objective == Objective.NONE.latencyNanos()) {
      return invocation.arrival();
    }
    return invocation.arrival() + objective - (long) Math.max(0, estimate(invocation.rows()));
  }

  @Override
  public boolean holdsBack() {
    return true;
  }

  /**
   * Runs the head where fewer containers are busy than the work in hand needs, and else once no
   * more of its slack may pass; until then it waits for one of those that are busy.
   */
  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    var head = queue.head();
    var of = pool;
    if (of == null || of.running() < needed(now, of) * instance.configuration().slots()) {
      return Cut.run(head.rows());
    }
    long latest = (long) (head.arrival() + config.share() * objective(of) - estimate(head.rows()));
    return now >= latest ? Cut.run(head.rows()) : Cut.waitUntil(latest);
  }

  @Override
  public int desired(long now, PoolView of) {
    return Math.max(of.ready() - of.idle(), needed(now, of));
  }

  /** Containers for all in hand. */
  private int needed(long now, PoolView of) {
    int inHand = of.queued() + of.running();
    if (meanNanos == 0) {
      return Math.min(inHand, PROBES);
    }
    if (inHand == 0 || objective(of) == Objective.NONE.latencyNanos()) {
      return inHand;
    }
    double forWork = work(of, inHand) / (config.share() * objective(of));
    double forRate = workRate * StrictMath.exp((lastArrival - now) / RATE_NANOS) / config.busy();
    return (int) StrictMath.ceil(Math.max(forWork, forRate));
  }

  private static double objective(PoolView of) {
    return of.revision().objective().latencyNanos();
  }

  /** Nanoseconds of all in hand; a line over rows sums up as one. */
  private double work(PoolView of, int inHand) {
    int rows = of.queuedRows() + of.runningRows();
    return estimate(Math.max(1, Math.round((float) rows / inHand))) * inHand;
  }

  @Override
  public String why(int function) {
    return "a mean run takes %s and %s containers' work arrives; work may wait for %s of the objective"
        .formatted(Said.time(meanNanos), Said.number(workRate), Said.number(config.share()));
  }
}
