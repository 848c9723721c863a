package dev.hearth.policies.queue;

import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
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
 * Earliest deadline first, with batches that wait for company only while time allows. The head is
 * due at the lesser of its deadline and arrival plus the objective's latency; with {@code L(n)} the
 * estimated nanoseconds of {@code n} rows, a batch that is not full waits until the lesser of
 *
 * <pre>arrival + time-out    and    due - safety · L(maxRows)</pre>
 *
 * but at least until the instant of its arrival is over, so that what arrives together is seen
 * together. Then it takes its part of the rows, which the free slots of cores share equally and of
 * which one slot of an accelerator takes all; fewer where only those end before the head is due,
 * and all of the part again when even one row would be late. {@code L} is learned from the pool's
 * own runs ({@link OnlineLatency}); before the first one has ended only the time-out counts.
 *
 * <p>Parameters: {@code safety} (1.1) multiplies the estimate; {@code forgetting} (0.05) is the
 * share of the past that each run replaces.
 */
public final class DeadlineAware implements QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "deadline-aware",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE),
          "Own rule: earliest deadline first with slack-bounded waiting for company",
          List.of(
              new Suite.Parameter("safety", "", "1.1", "factor on the estimated latency"),
              new Suite.Parameter(
                  "forgetting", "", "0.05", "share of the past that each run replaces")),
          (parameters, context) -> new DeadlineAware(Config.of(parameters)));

  /** Its parameters. */
  public record Config(double safety, double forgetting) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("safety", 1, 10), parameters.number("forgetting", 0, 0.99));
    }
  }

  private final double safety;
  private final OnlineLatency latency;
  private long objectiveNanos = Long.MAX_VALUE;
  private int share;
  private int most;
  private long left;
  private long full;
  private long waits;

  public DeadlineAware(Config config) {
    safety = config.safety();
    latency = new OnlineLatency(config.forgetting());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ended ended && ended.completed()) {
      latency.learn(ended.run().rows(), ended.at() - ended.run().startedAt());
    }
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    objectiveNanos = pool.revision().objective().latencyNanos();
    return invocation.deadline();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    most = instance.configuration().batching().maxRows();
    share = SizeOrDelay.share(queue, instance, freeSlots);
    long due = due(queue);
    left = due - now;
    waits = 0;
    long latest = latestStart(queue.headArrival(), due, timeoutNanos);
    if (share < most && now < latest) {
      waits = latest - now;
      return Cut.waitUntil(latest);
    }
    return Cut.run(mostInTime(share, left));
  }

  private long due(QueueView queue) {
    return Math.min(
        queue.head().deadline(), SizeOrDelay.latest(queue.headArrival(), objectiveNanos));
  }

  private long latestStart(long arrival, long due, long timeoutNanos) {
    long byTimeout = SizeOrDelay.latest(arrival, timeoutNanos);
    full = estimate(most);
    long waiting = full < 0 ? byTimeout : Math.min(byTimeout, due - full);
    return Math.max(waiting, arrival + 1);
  }

  private int mostInTime(int rows, long nanos) {
    int fitting = rows;
    while (fitting > 0 && estimate(fitting) > nanos) {
      fitting--;
    }
    return fitting == 0 ? rows : fitting;
  }

  private long estimate(int rows) {
    long plain = latency.estimate(rows);
    return plain < 0 ? -1 : (long) (plain * safety);
  }

  @Override
  public String why(int function) {
    if (share == 0) {
      return "";
    }
    return "%s of at most %d; the first is due in %s and a full batch takes %s%s"
        .formatted(
            share == 1 ? "1 row" : share + " rows",
            most,
            Said.time(left),
            full < 0 ? "a time not measured yet" : Said.time(full),
            waits > 0 ? ", so company may come for " + Said.time(waits) : "");
  }
}
