package dev.hearth.policies.scheduling;

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
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.queue.SizeOrDelay;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The concurrency hints of Nightcore (Z. Jia and E. Witchel, ASPLOS 2021): of one function at most
 *
 * <pre>limit = max(1, ceil(headroom · λ · t))</pre>
 *
 * invocations run at once, as many as are in service on average (Little's law), and the rest waits,
 * first come first served. {@code λ} (invocations a second) is the inverse of the mean time between
 * arrivals and {@code t} (seconds) the mean time from an invocation's start to its end; both means
 * are exponential, {@code mean += alpha · (sample - mean)}, and plain ones at first. Runs that slow
 * each other down finish no more work for being more.
 *
 * <p>While a slot is free and the limit is reached the queue is looked at again after {@code t /
 * limit}, the mean time between two ends. There is no limit until both means are known.
 *
 * <p>Parameters: {@code alpha} (0.001), {@code headroom} (1.1; published without, which is 1: then
 * those at once do little more than what arrives, and the rest waits long).
 */
public final class ManagedConcurrency implements QueuePolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "managed-concurrency",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE),
          "Jia and Witchel, Nightcore, ASPLOS 2021",
          List.of(
              new Suite.Parameter("alpha", "", "0.001", "weight of the latest in both means"),
              new Suite.Parameter("headroom", "", "1.1", "times what is in service on average")),
          (parameters, context) ->
              new ManagedConcurrency(
                  parameters.number("alpha", 0.000_001, 1), parameters.number("headroom", 1, 100)));

  /** A mean that forgets. */
  private static final class Average {
    long count;
    double value;

    void add(double sample, double alpha) {
      count++;
      value += Math.max(alpha, 1.0 / count) * (sample - value);
    }
  }

  private final double alpha;
  private final double headroom;
  private final Average betweenNanos = new Average();
  private final Average serviceNanos = new Average();
  private long lastArrival = -1;
  private int running;

  ManagedConcurrency(double alpha, double headroom) {
    this.alpha = alpha;
    this.headroom = headroom;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.STARTED, Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived arrived -> arrived(arrived.at());
      case Event.Started started -> running += started.run().size();
      case Event.Ended ended -> {
        running = Math.max(0, running - ended.run().size());
        served(ended);
      }
      default -> {}
    }
  }

  private void arrived(long now) {
    if (lastArrival >= 0) {
      betweenNanos.add((double) Math.max(1, now - lastArrival), alpha);
    }
    lastArrival = now;
  }

  private void served(Event.Ended ended) {
    if (ended.completed()) {
      serviceNanos.add((double) (ended.at() - ended.run().startedAt()), alpha);
    }
  }

  /** Invocations that may run at once. */
  int limit() {
    if (betweenNanos.count == 0 || serviceNanos.count == 0) {
      return Integer.MAX_VALUE;
    }
    double inService = serviceNanos.value / betweenNanos.value;
    return (int) Math.max(1, StrictMath.ceil(headroom * inService));
  }

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  @Override
  public boolean holdsBack() {
    return true;
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    int limit = limit();
    if (running >= limit) {
      return Cut.waitUntil(now + Math.max(1, (long) (serviceNanos.value / limit)));
    }
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }

  @Override
  public String why(int function) {
    int limit = limit();
    return limit == Integer.MAX_VALUE
        ? "%d at once; no limit before 2 arrivals and 1 end".formatted(running)
        : "%d of at most %d at once: a run takes %s, one arrives each %s"
            .formatted(
                running, limit, Said.time(serviceNanos.value), Said.time(betweenNanos.value));
  }
}
