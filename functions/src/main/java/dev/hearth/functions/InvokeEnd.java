package dev.hearth.functions;

import dev.hearth.sandbox.CallEnd;

/** How a call of a function ended, for its caller. */
public sealed interface InvokeEnd {
  /** With an answer, which is empty where it came in parts. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Answered(byte[] payload, Metered metered) implements InvokeEnd {}

  /** The function ran, or should have, and failed. */
  record Failed(CallEnd.Failed failure, Metered metered) implements InvokeEnd {}

  /** It never ran and may be sent again. */
  record Refused(Throttle reason, String message, long retryAfterNanos) implements InvokeEnd {}

  /** Why a call was turned away. */
  enum Throttle {
    /** The function's own reserved concurrency is used up. */
    RESERVED_CONCURRENCY,
    /** The node has no room for another instance. */
    NO_CAPACITY,
    /** Too many wait already. */
    QUEUE_FULL,
    /** A tenant's quota is used up. */
    QUOTA,
    /** The node is going down. */
    DRAINING,
    /** No instance came free in the time it could wait. */
    TOO_LATE,
    /** The function, or this version, is gone. */
    NO_SUCH_FUNCTION
  }

  /**
   * What a call used.
   *
   * @param runNanos from when its function started on it until it ended
   * @param initNanos of a cold start that it waited for, else 0
   * @param queuedNanos from its arrival until its function started, cold start included
   * @param peakMemoryBytes of its sandbox, or −1
   * @param logTail the last 4 KiB of its log if asked for, else empty
   */
  record Metered(
      long runNanos, long initNanos, long queuedNanos, long peakMemoryBytes, String logTail) {
    public static final Metered NOTHING = new Metered(0, 0, 0, -1, "");
  }
}
