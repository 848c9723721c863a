package dev.hearth.sandbox.engine;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Sandbox;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries calls from a function to another whose workers are on this node: from socket to socket,
 * with no HTTP, no gateway and no second decision on the way. Workers are processes that stay; what
 * of a function runs at a time is bounded by {@link ManagedConcurrency}, and the rest waits here.
 * Safe to call from any thread.
 *
 * <p>Source: Nightcore (Jia and Witchel, ASPLOS 2021).
 */
public final class Engine implements Neighbours {
  private static final String ARN = "arn:aws:lambda:local:000000000000:function:";

  private final Map<String, Station> stations = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final int maxWaiting;

  /**
   * An engine without workers.
   *
   * @param maxWaiting calls of one function that may wait; more are refused
   */
  public Engine(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /** A sandbox that runs a function, idle now, from now on takes calls of it from here only. */
  public void add(String function, Sandbox worker) {
    stations.computeIfAbsent(function, _ -> new Station(maxWaiting)).add(worker);
  }

  /** It takes no more calls; the one it runs goes on. */
  public void remove(String function, Sandbox worker) {
    stations.computeIfPresent(function, (_, station) -> station.remove(worker) ? null : station);
  }

  @Override
  public Runnable call(Call within, String function, byte[] payload, CallListener reply) {
    Station station = stations.get(function);
    if (station == null) {
      reply.ended(
          refused(
              "ResourceNotFoundException",
              "no function '%s' runs on this node".formatted(function)));
      return () -> {};
    }
    // Negative, so as to be none of the numbers that others give to calls.
    long id = -ids.incrementAndGet();
    var call =
        new Call(
            id,
            new UUID(within.id(), id).toString(),
            payload,
            within.deadlineMillis(),
            ARN + function,
            within.tenant(),
            within.trace(),
            Optional.empty());
    station.call(call, reply);
    return () -> station.cancel(id);
  }

  static CallEnd.Failed refused(String type, String message) {
    return new CallEnd.Failed(CallEnd.Kind.ABORTED, type, message, new byte[0], true);
  }
}
