package dev.hearth.sandbox;

/** How a call ended. */
public sealed interface CallEnd {
  /** With an answer, which is empty where it came in parts. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Answered(byte[] payload) implements CallEnd {}

  /**
   * Without one.
   *
   * @param errorType what kind of error, in the runtime's words or ours: {@code
   *     Sandbox.OutOfMemory}
   * @param message one sentence for the caller
   * @param body the function's own report as JSON; empty if it made none
   * @param usable whether the sandbox can take another call; if not, it has to be destroyed
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Failed(Kind kind, String errorType, String message, byte[] body, boolean usable)
      implements CallEnd {}

  /** What went wrong. */
  enum Kind {
    /** The function reported an error. */
    HANDLED,
    /** The function threw, or its runtime gave up. */
    UNHANDLED,
    /** It took too long and was stopped. */
    TIMED_OUT,
    OUT_OF_MEMORY,
    /** Its process ended, by itself or by a signal. */
    CRASHED,
    /** Its answer was too large, or came twice, or was none. */
    INVALID_ANSWER,
    /** Whoever called took it back. */
    ABORTED
  }
}
