package dev.hearth.policies.admission;

import dev.hearth.kernel.AdmissionPolicy;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.latency.OnlineLatency;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Turns away at once what would be answered too late, so that overload sheds instead of queueing.
 * With {@code L(n)} the measured nanoseconds of a run of {@code n} rows ({@link OnlineLatency}),
 * {@code P} the slots of ready instances, {@code free} those without a run, {@code batch =
 * ceil((rows queued + own rows) / maxRows)} the place of the own batch in the queue and {@code own}
 * the rows it has so far:
 *
 * <pre>
 * wait     = 0                                                       if batch &lt;= free
 *            L(rows of a running run) + (ceil((batch - free) / P) - 1) · L(maxRows)   else
 * estimate = safety · (wait + L(own))                                nanoseconds
 * </pre>
 *
 * <p>Every running run counts as just begun: that is what makes the estimate hold for those who
 * joined a batch earlier. Starting instances, or the one a pool without any would start, shorten
 * the wait: with {@code c} what is left of a start as long as measured ones, {@code S} their slots
 * and {@code late = batch - P · floor(c / L(maxRows))}, it is at most
 *
 * <pre>c                                                 if late &lt;= S
 * c + ceil((late - S) / (P + S)) · L(maxRows)       else</pre>
 *
 * <p>Refused are, as {@code TOO_LATE}, those whose run alone, {@code safety · L(rows)}, is more
 * than is left until their deadline and, as {@code OVERLOADED}, those whose estimate is more than
 * is left until then or of {@code objective-multiple} times their own function's objective since
 * they arrived; they may try again after the excess. First in, first out is assumed, and waiting
 * for company is not counted. Let in without an estimate are those that come before anything was
 * learned, and those that find nothing queued or running: they start the first instance, and they
 * correct an estimate that became too high. An objective that a run alone exceeds sheds nothing.
 *
 * <p>Parameters: {@code objective-multiple} (1) is the class of service: more than 1 for those who
 * would rather wait, 0 for those to whom only the deadline counts; {@code safety} (1.1) multiplies
 * the estimate; {@code forgetting} (0.05) is the share of the past that each run replaces.
 */
public final class WaitEstimate implements AdmissionPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "wait-estimate",
          Suite.Scope.POOL,
          EnumSet.of(Role.ADMISSION),
          "Own rule: early rejection by estimated completion time",
          List.of(
              new Suite.Parameter(
                  "objective-multiple",
                  "",
                  "1",
                  "objectives an answer may take; 0 means that only the deadline counts"),
              new Suite.Parameter("safety", "", "1.1", "factor on the estimated time"),
              new Suite.Parameter(
                  "forgetting", "", "0.05", "share of the past that each run replaces")),
          (parameters, context) -> new WaitEstimate(Config.of(parameters)));

  /** Its parameters. */
  public record Config(double objectiveMultiple, double safety, double forgetting) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("objective-multiple", 0, 1_000),
          parameters.number("safety", 1, 10),
          parameters.number("forgetting", 0, 0.99));
    }
  }

  private static final long MILLISECOND = 1_000_000L;

  private final Config config;
  private final OnlineLatency runs;
  private final OnlineLatency starts;
  private final Backlog backlog;
  private long estimated = -1;
  private long allowed;

  public WaitEstimate(Config config) {
    this.config = config;
    runs = new OnlineLatency(config.forgetting());
    starts = new OnlineLatency(config.forgetting());
    backlog = new Backlog(runs);
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ended ended && ended.completed()) {
      runs.learn(ended.run().rows(), ended.at() - ended.run().startedAt());
    } else if (event instanceof Event.Ready ready) {
      starts.learn(1, ready.startNanos());
    }
  }

  @Override
  public Admission admit(long now, InvocationView invocation, PoolView pool, View view) {
    estimated = -1;
    if (pool.queued() + pool.running() == 0 || runs.estimate(1) < 0) {
      return Admission.ACCEPT;
    }
    backlog.look(now, pool, invocation.rows(), starts.estimate(1));
    long wait = backlog.waitNanos();
    if (wait == Backlog.UNKNOWN) {
      return Admission.ACCEPT;
    }
    long estimate = safely(wait + backlog.runNanos());
    long alone = safely(runs.estimate(invocation.rows()));
    long untilDeadline = invocation.deadline() - now;
    estimated = estimate;
    allowed = untilDeadline;
    if (alone > untilDeadline) {
      return refusal(Outcome.Refusal.TOO_LATE, alone, untilDeadline);
    }
    long left = Math.min(untilDeadline, leftOfObjective(now, invocation, view, alone));
    allowed = left;
    return estimate > left ? refusal(Outcome.Refusal.OVERLOADED, estimate, left) : Admission.ACCEPT;
  }

  private long safely(long nanos) {
    return (long) (config.safety() * nanos);
  }

  private long leftOfObjective(long now, InvocationView invocation, View view, long alone) {
    long latency = view.revisionOf(invocation.function()).objective().latencyNanos();
    if (latency == Long.MAX_VALUE || config.objectiveMultiple() == 0) {
      return Long.MAX_VALUE;
    }
    long allowed = (long) (config.objectiveMultiple() * latency);
    return alone > allowed ? Long.MAX_VALUE : allowed - (now - invocation.arrival());
  }

  private static Admission refusal(Outcome.Refusal reason, long estimate, long left) {
    return new Admission.Reject(
        reason,
        "an answer would take about %d ms and may take %d ms; try again later, or allow more time"
            .formatted(estimate / MILLISECOND, left / MILLISECOND),
        estimate - left);
  }

  @Override
  public String why(int function) {
    if (runs.estimate(1) < 0) {
      return "no run has ended yet, so 1 and all are let in";
    }
    var run = Said.time(runs.estimate(1));
    return estimated < 0
        ? "nothing was ahead of the last one; a run of 1 row takes about " + run
        : "an answer would take about %s (safety %s) and may take %s; a run of 1 row takes about %s"
            .formatted(Said.time(estimated), Said.number(config.safety()), Said.time(allowed), run);
  }
}
