package dev.hearth.kernel;

/** How an invocation ended. Each submitted invocation gets exactly one. */
public sealed interface Outcome {
  /** The function ran and its answer lies with the world that ran it. */
  record Answered() implements Outcome {}

  /** The function ran, or should have, and did not produce an answer. */
  record Failed(Fault fault, String message) implements Outcome {}

  /** It was not run, and may be sent again after {@code retryAfterNanos}. */
  record Rejected(Refusal reason, String message, long retryAfterNanos) implements Outcome {}

  /** Its time ran out. */
  record TimedOut(Stage stage) implements Outcome {}

  /** Whoever submitted it took it back, or it was withdrawn. */
  record Cancelled(Cause cause) implements Outcome {}

  Answered ANSWERED = new Answered();

  /** What went wrong with a run. */
  enum Fault {
    /** The input made the function fail; running it again will fail again. */
    INPUT,
    /** The function failed while running. */
    EXECUTION,
    /** The instance went away while running. */
    INSTANCE_LOST,
    /** No instance could be started. */
    COLD_START
  }

  /** Why an invocation was turned away. */
  enum Refusal {
    NO_SUCH_FUNCTION,
    TOO_MANY_ROWS,
    QUEUE_FULL,
    TOO_LATE,
    DRAINING,
    NO_CAPACITY,
    OVERLOADED
  }

  /** Where an invocation was when its time ran out. */
  enum Stage {
    QUEUED,
    RUNNING,
    FORWARDED
  }
}
