package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.handler.AnswerTooLargeException;
import dev.hearth.sandbox.handler.InvalidAnswerException;
import dev.hearth.sandbox.handler.Thrown;

/** How calls end without an answer. */
final class Failures {
  private Failures() {}

  static CallEnd.Failed of(Throwable thrown) {
    return switch (thrown) {
      case AnswerTooLargeException e -> failed(CallEnd.Kind.INVALID_ANSWER, Thrown.of(e), true);
      case InvalidAnswerException e -> failed(CallEnd.Kind.INVALID_ANSWER, Thrown.of(e), true);
      case ExitError e ->
          failed(CallEnd.Kind.CRASHED, Thrown.of("Runtime.ExitError", e.text()), false);
      case OutOfMemoryError e -> failed(CallEnd.Kind.OUT_OF_MEMORY, Thrown.of(e), false);
      default -> failed(CallEnd.Kind.UNHANDLED, Thrown.of(thrown), true);
    };
  }

  /**
   * It stopped when it was asked to.
   *
   * @param usable whether its sandbox can go on
   */
  static CallEnd.Failed interrupted(CallEnd.Kind why, boolean usable) {
    return stopped(why, "was interrupted", usable);
  }

  /** It did not. */
  static CallEnd.Failed unstoppable(CallEnd.Kind why) {
    return stopped(
        why, "was interrupted and did not stop; its thread goes on until it ends by itself", false);
  }

  private static CallEnd.Failed stopped(CallEnd.Kind why, String how, boolean usable) {
    return why == CallEnd.Kind.TIMED_OUT
        ? failed(why, Thrown.of("Sandbox.Timedout", "the call took too long, and " + how), usable)
        : failed(why, Thrown.of("Sandbox.Aborted", "the call was taken back, and " + how), usable);
  }

  private static CallEnd.Failed failed(CallEnd.Kind kind, Thrown thrown, boolean usable) {
    return new CallEnd.Failed(kind, thrown.type(), thrown.message(), thrown.report(), usable);
  }
}
