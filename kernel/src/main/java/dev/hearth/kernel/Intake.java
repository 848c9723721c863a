package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/** The way in: takes invocations, has them admitted and routed, and takes them back on request. */
class Intake {
  final Kernel kernel;

  Intake(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Takes an invocation; {@code origin} is the node that forwarded it, if one did. */
  void take(Invocation invocation, Entry.@Nullable Origin origin) {
    var refusal = refusal(invocation);
    var function = kernel.functionOrNull(invocation.function());
    if (refusal != null || function == null) {
      turnAway(invocation.id(), origin, Present.of(refusal, "reason to turn away"));
      return;
    }
    var entry = kernel.entries.arrive(kernel.now, invocation, function.pool);
    entry.origin = origin;
    function.home.open++;
    if (function.pool.cabinet.wants(Event.Kind.ARRIVED)) {
      kernel.council.tell(function.pool, Event.Kind.ARRIVED, new Event.Arrived(kernel.now, entry));
    }
    admit(entry);
  }

  private void turnAway(long id, Entry.@Nullable Origin origin, Outcome.Rejected refusal) {
    if (origin == null) {
      kernel.world.reply(id, refusal);
    } else {
      kernel.forwarding.answer(origin, refusal);
    }
  }

  private Outcome.@Nullable Rejected refusal(Invocation invocation) {
    var function = kernel.functionOrNull(invocation.function());
    if (function == null || function.retired) {
      return rejected(
          Outcome.Refusal.NO_SUCH_FUNCTION,
          "function " + invocation.function() + " is not deployed");
    }
    if (kernel.draining) {
      return rejected(Outcome.Refusal.DRAINING, "this node is shutting down");
    }
    int maxRows = function.maxRows;
    if (invocation.rows() > maxRows) {
      return rejected(
          Outcome.Refusal.TOO_MANY_ROWS,
          "%d rows are more than the %d that '%s' takes in one request"
              .formatted(invocation.rows(), maxRows, function.revision().name()));
    }
    if (kernel.entries.size() >= kernel.options.limits().invocations()) {
      return rejected(
          Outcome.Refusal.OVERLOADED,
          "this node holds its limit of %d unanswered requests"
              .formatted(kernel.options.limits().invocations()));
    }
    return null;
  }

  private Outcome.Rejected rejected(Outcome.Refusal reason, String message) {
    return new Outcome.Rejected(reason, message, kernel.options.limits().retryAfterNanos());
  }

  /** Asks admission; also for one that was put off. */
  void admit(Entry entry) {
    var pool = kernel.function(entry.function).pool;
    var answer = pool.cabinet.admission.admit(kernel.now, entry, pool, kernel.view());
    kernel.witness.admitted(kernel.now, pool, entry, answer);
    switch (answer) {
      case AdmissionPolicy.Admission.Accept _ -> place(entry);
      case AdmissionPolicy.Admission.Defer defer -> {
        entry.pool = pool;
        long due = Math.max(defer.until(), kernel.now + 1);
        kernel.timers.set(entry, Math.min(due, Math.min(entry.queueDeadline, entry.deadline)));
      }
      case AdmissionPolicy.Admission.Reject reject ->
          kernel.endings.finish(
              entry,
              new Outcome.Rejected(reject.reason(), reject.message(), reject.retryAfterNanos()));
    }
  }

  /** Its time was put off until now. */
  void deferralOver(Entry entry) {
    if (entry.overdue(kernel.now)) {
      kernel.endings.timeOut(entry);
    } else {
      admit(entry);
    }
  }

  /** Routes an admitted invocation and queues it there. */
  void place(Entry entry) {
    var pool = kernel.function(entry.function).pool;
    var route = pool.cabinet.routing.route(kernel.now, entry, pool, kernel.view());
    kernel.witness.routed(kernel.now, pool, entry, route);
    switch (route) {
      case RoutingPolicy.Route.ToPool _ -> enqueue(entry, pool, null);
      case RoutingPolicy.Route.ToInstance to -> {
        var instance = kernel.instances.get(to.instance());
        boolean usable = instance != null && instance.counts() && instance.pool == pool;
        enqueue(entry, pool, usable ? instance : null);
      }
      case RoutingPolicy.Route.ToNode to -> {
        if (kernel.forwarding.mayForward(entry, to.node())) {
          kernel.forwarding.forward(entry, to.node());
        } else {
          enqueue(entry, pool, null);
        }
      }
    }
  }

  private void enqueue(Entry entry, Pool pool, @Nullable Instance bound) {
    if (bound == null && kernel.dispatch.startAtOnce(entry, pool)) {
      return;
    }
    int limit = pool.revision.maxQueue();
    if (pool.queued >= limit) {
      kernel.endings.finish(
          entry,
          rejected(
              Outcome.Refusal.QUEUE_FULL,
              "the queue of '%s' holds its limit of %d requests"
                  .formatted(pool.revision.name(), limit)));
      return;
    }
    long id = entry.id;
    kernel.dispatch.queue(entry, pool, bound);
    if (bound != null && bound.isReady()) {
      kernel.dispatch.dispatchBound(bound);
    }
    kernel.dispatch.dispatch(pool);
    if (entry.id == id && entry.waiting()) {
      kernel.timers.set(entry, Math.min(entry.queueDeadline, entry.deadline));
      if (pool.cabinet.wants(Event.Kind.QUEUED)) {
        kernel.council.tell(pool, Event.Kind.QUEUED, new Event.Queued(kernel.now, entry));
      }
    }
  }

  void cancel(long id, Cause cause) {
    var entry = kernel.entries.get(id);
    if (entry == null) {
      return;
    }
    if (entry.state instanceof InvocationState.Forwarded) {
      kernel.forwarding.withdraw(entry);
    }
    kernel.endings.stop(entry, new Outcome.Cancelled(cause), cause);
  }
}
