package dev.hearth.policies.histogram;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.View;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the instances of one pool from work to idleness and back: learns how long they were idle,
 * unloads one soon after its work ends, loads one after the pre-warm window and keeps it for the
 * keep-alive window.
 *
 * <p>What is followed are places for an instance, whether one is loaded there or not: work that
 * needs another instance takes the place that was left last, and the time since then is the idle
 * time. With one instance at a time that is the time between two uses of the function.
 */
final class IdleCycle {
  /** Learns idle times and says what to do in the next. */
  interface Forecast {
    void learn(long now, long idleNanos);

    Windows windows(long now);
  }

  private final Forecast forecast;
  private final long lingerNanos;
  private final IdlePlaces idle = new IdlePlaces();
  private int function;
  private int used;
  private Windows chosen = Windows.keep(0);

  IdleCycle(Forecast forecast, long lingerNanos) {
    this.forecast = forecast;
    this.lingerNanos = lingerNanos;
  }

  static Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.IDLED);
  }

  /** An idle time ends with an arrival; after {@code IDLED} the kernel asks for the next wake. */
  void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      var pool = view.poolOf(arrived.invocation().function());
      int slots = pool.revision().configuration().slots();
      int needed = Math.ceilDiv(inHand(pool) + 1, slots);
      if (needed > used) {
        used = needed;
        if (idle.size() > 0) {
          forecast.learn(arrived.at(), arrived.at() - idle.take());
        }
      }
    }
  }

  private static int inHand(PoolView pool) {
    return pool.queued() + pool.running();
  }

  long keepUntil(long now, InstanceView instance, View view) {
    var pool = view.poolOf(instance.function());
    function = pool.function();
    var windows = forecast.windows(now);
    chosen = windows;
    if (instance.runs() == 0) {
      return idle.lastEnd() > now ? idle.lastEnd() : now + firstStay(windows);
    }
    used = inHand(pool) == 0 ? 0 : Math.max(0, used - 1);
    idle.leave(now, windows);
    return now + firstStay(windows);
  }

  /**
   * How long what idles now stays. Scaling that goes by averages says only at its next tick that it
   * wants the instance, and would start another if it were gone by then.
   */
  private long firstStay(Windows windows) {
    return windows.preWarmNanos() > 0
        ? Math.min(lingerNanos, windows.preWarmNanos() / 2)
        : windows.keepAliveNanos();
  }

  long nextWake() {
    return idle.nextLoad();
  }

  List<Proposal> wake(long now, View view) {
    var pool = view.poolOf(function);
    if (pool.function() != function) {
      idle.clear();
      return List.of();
    }
    var proposals = new ArrayList<Proposal>();
    int wanted = idle.load(now);
    int there = pool.idle() + pool.starting();
    if (wanted > there) {
      proposals.add(new Proposal.Start(function, pool.revision().configuration(), wanted - there));
    }
    long end = idle.lastEnd();
    for (var instance : pool.instances()) {
      if (instance.idle()) {
        proposals.add(new Proposal.Keep(instance.id(), end));
      }
    }
    return proposals;
  }

  /** The windows that were chosen last, in words. */
  String said() {
    return chosen.said();
  }
}
