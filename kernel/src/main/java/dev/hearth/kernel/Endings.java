package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;

/** Gives each invocation its one outcome, or another try where it deserves one. */
class Endings {
  final Kernel kernel;

  Endings(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The only way out: wherever an invocation is, it ends here. */
  void finish(Entry entry, Outcome outcome) {
    if (entry.waiting()) {
      kernel.dispatch.unqueue(entry);
    }
    entry.state = Transition.end(entry);
    kernel.timers.clear(entry);
    var origin = entry.origin;
    if (origin == null) {
      kernel.world.reply(entry.id, outcome);
    } else {
      kernel.forwarding.answer(origin, outcome);
    }
    kernel.function(entry.function).home.open--;
    kernel.entries.forget(entry);
  }

  /** Its run ended: give the outcome, or queue it again where that may help. */
  void concludeRun(Entry entry, int companions, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed && mayRunAgain(entry, companions, failed)) {
      kernel.timers.set(entry, Math.min(entry.queueDeadline, entry.deadline));
      kernel.dispatch.queue(entry, kernel.function(entry.function).pool, null);
    } else {
      finish(entry, outcome);
    }
  }

  /**
   * A batch fails as a whole, so its members run again alone; a lost instance is nobody's fault.
   */
  private boolean mayRunAgain(Entry entry, int companions, Outcome.Failed failed) {
    if (entry.overdue(kernel.now)) {
      return false;
    }
    return switch (failed.fault()) {
      case INPUT, EXECUTION -> {
        boolean batched = companions > 1 && !entry.solo;
        entry.solo |= batched;
        yield batched;
      }
      case INSTANCE_LOST ->
          kernel.function(entry.function).revision().idempotent()
              && entry.attempts < kernel.options.limits().attempts();
      case COLD_START -> false;
    };
  }

  /**
   * Ends it wherever it is. If it runs, the run is told to stop and given a little time to; if it
   * waits, what waits behind it may have a turn.
   */
  void stop(Entry entry, Outcome outcome, Cause cause) {
    var run = entry.run;
    boolean waited = entry.waiting();
    var pool = entry.home();
    var bound = entry.bound;
    finish(entry, outcome);
    if (run != null) {
      kernel.timers.set(entry, kernel.now + kernel.options.limits().abortGraceNanos());
      kernel.world.abort(run.id(), entry.member, cause);
    } else if (waited) {
      if (bound != null) {
        kernel.dispatch.dispatchBound(bound);
      }
      kernel.dispatch.dispatch(pool);
    }
  }

  /** Ends one whose turn came too late. */
  void expire(Entry entry) {
    finish(entry, new Outcome.TimedOut(Outcome.Stage.QUEUED));
  }

  /**
   * An invocation's timer: a deadline, the end of a deferral or of another node's time to answer.
   */
  void due(Entry entry) {
    switch (entry.state) {
      case InvocationState.Arrived _ -> kernel.intake.deferralOver(entry);
      case InvocationState.Queued _, InvocationState.Running _ -> timeOut(entry);
      case InvocationState.Forwarded _ -> kernel.forwarding.due(entry);
      case InvocationState.Ended _ ->
          kernel.fleet.lost(
              Present.of(entry.run, "run of a member that would not stop").on(),
              "a run did not stop when told to");
    }
  }

  void timeOut(Entry entry) {
    stop(
        entry,
        new Outcome.TimedOut(
            switch (entry.state) {
              case InvocationState.Running _ -> Outcome.Stage.RUNNING;
              case InvocationState.Forwarded _ -> Outcome.Stage.FORWARDED;
              case InvocationState.Arrived _, InvocationState.Queued _, InvocationState.Ended _ ->
                  Outcome.Stage.QUEUED;
            }),
        Cause.DEADLINE);
  }

  /** Fails all that waits in a pool. */
  void failQueue(Pool pool, Outcome outcome) {
    for (var entry : waiting(pool)) {
      finish(entry, outcome);
    }
  }

  /** All that waits in a pool's own queue, in the order in which they were queued. */
  static List<Entry> waiting(Pool pool) {
    return waiting(pool.queue);
  }

  static List<Entry> waiting(Queue queue) {
    var all = new ArrayList<Entry>();
    for (int i = 0; i < queue.lanes(); i++) {
      for (int j = 0; j < queue.lane(i).size(); j++) {
        all.add(queue.lane(i).at(j));
      }
    }
    all.sort(java.util.Comparator.comparingLong(entry -> entry.ticket.order));
    return all;
  }
}
