package dev.hearth.cli.bench;

import org.jspecify.annotations.Nullable;

/** One request under way. Owned by the event loop; ends exactly once. */
final class Call {
  /** Hears how calls end. */
  interface Listener {
    /** {@code now} in nanoseconds; the answer's body is valid during this method only. */
    void ended(Call call, Answer answer, long now);
  }

  private final Request request;
  private final long intendedNanos;
  private final long sentNanos;
  private final Listener listener;
  private Connections.@Nullable Seat seat;
  private boolean ended;

  /**
   * A call about to be sent.
   *
   * @param intendedNanos when it should have been sent; latency counts from here
   */
  Call(Request request, long intendedNanos, long sentNanos, Listener listener) {
    this.request = request;
    this.intendedNanos = intendedNanos;
    this.sentNanos = sentNanos;
    this.listener = listener;
  }

  Request request() {
    return request;
  }

  long intendedNanos() {
    return intendedNanos;
  }

  long sentNanos() {
    return sentNanos;
  }

  void takes(Connections.Seat taken) {
    seat = taken;
  }

  boolean ended() {
    return ended;
  }

  void end(Answer answer) {
    if (ended) {
      return;
    }
    ended = true;
    if (seat != null) {
      seat.leave();
    }
    listener.ended(this, answer, System.nanoTime());
  }
}
