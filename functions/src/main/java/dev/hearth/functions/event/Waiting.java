package dev.hearth.functions.event;

import dev.hearth.functions.Invoke;
import java.util.Optional;

/** A call that is accepted and not done. Owned by the event loop. */
final class Waiting {
  /** Its row; one that was handed on has none until its backup is written. */
  volatile long id;

  final String requestId;
  private final long order;

  /** Whether it may run before it is on the disk, because the call it comes from still is. */
  final boolean handedOn;

  final String function;
  final Optional<String> qualifier;
  final Optional<String> callback;
  final long acceptedAt;
  long dueAt;

  /** Runs that failed. */
  int attempts;

  /** Times it was turned away before it ran. */
  int delays;

  /** The call, unless it has to be read first. */
  Optional<Invoke> call;

  Waiting(
      long id,
      String requestId,
      String function,
      Optional<String> qualifier,
      Optional<String> callback,
      long acceptedAt,
      long dueAt,
      int attempts,
      int delays,
      Optional<Invoke> call) {
    this(
        id,
        requestId,
        id,
        false,
        function,
        qualifier,
        callback,
        acceptedAt,
        dueAt,
        attempts,
        delays,
        call);
  }

  private Waiting(
      long id,
      String requestId,
      long order,
      boolean handedOn,
      String function,
      Optional<String> qualifier,
      Optional<String> callback,
      long acceptedAt,
      long dueAt,
      int attempts,
      int delays,
      Optional<Invoke> call) {
    this.id = id;
    this.requestId = requestId;
    this.order = order;
    this.handedOn = handedOn;
    this.function = function;
    this.qualifier = qualifier;
    this.callback = callback;
    this.acceptedAt = acceptedAt;
    this.dueAt = dueAt;
    this.attempts = attempts;
    this.delays = delays;
    this.call = call;
  }

  /** What follows a call, in whose place in the order it stands. */
  static Waiting after(Waiting former, Target.Grain next, Invoke call, long now) {
    return new Waiting(
        0,
        call.requestId(),
        former.order,
        true,
        next.name(),
        next.qualifier(),
        Optional.empty(),
        now,
        now,
        0,
        0,
        Optional.of(call));
  }

  long bytes() {
    return call.map(held -> held.payload().length).orElse(0);
  }

  /** In the order in which they are due, then in that in which they came. */
  static int compare(Waiting a, Waiting b) {
    int byTime = Long.compare(a.dueAt, b.dueAt);
    return byTime == 0 ? Long.compare(a.order, b.order) : byTime;
  }
}
