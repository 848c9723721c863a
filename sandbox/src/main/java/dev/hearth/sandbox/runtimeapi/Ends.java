package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.CallEnd.Failed;
import dev.hearth.sandbox.CallEnd.Kind;

/** Ends of calls, in AWS's words where it has some. */
public final class Ends {
  private static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";
  private static final byte[] NO_REPORT = {};

  private Ends() {}

  /** Somebody stopped it. */
  static Failed aborted(Kind why, boolean usable) {
    return why == Kind.TIMED_OUT
        ? new Failed(why, "Sandbox.Timedout", "the call took longer than it may", NO_REPORT, usable)
        : new Failed(why, "Sandbox.Aborted", "the call was taken back", NO_REPORT, usable);
  }

  /** The process ended under it. */
  public static Failed crashed(String how) {
    return new Failed(
        Kind.CRASHED, "Runtime.ExitError", "the runtime ended: " + how, NO_REPORT, false);
  }

  /** The kernel ended the process since it had no memory left for it. */
  public static Failed outOfMemory(long limit) {
    return new Failed(
        Kind.OUT_OF_MEMORY,
        OUT_OF_MEMORY,
        "the function used more than its %d MiB of memory".formatted(limit >> 20),
        NO_REPORT,
        false);
  }

  static Failed tooLarge(long limit) {
    return new Failed(
        Kind.INVALID_ANSWER,
        "Function.ResponseSizeTooLarge",
        "the answer is larger than the %d bytes it may have".formatted(limit),
        NO_REPORT,
        true);
  }

  static Failed unanswered() {
    return new Failed(
        Kind.INVALID_ANSWER,
        "Runtime.InvalidStateTransition",
        "the runtime asked for its next call without an answer to this one",
        NO_REPORT,
        true);
  }

  static Failed truncated() {
    return new Failed(
        Kind.INVALID_ANSWER,
        "Runtime.TruncatedResponse",
        "the runtime broke its answer off",
        NO_REPORT,
        true);
  }

  static Failed reported(ErrorReport report) {
    if (report.type().equals(OUT_OF_MEMORY)) {
      return new Failed(Kind.OUT_OF_MEMORY, OUT_OF_MEMORY, report.message(), report.body(), false);
    }
    Kind kind = report.handled() ? Kind.HANDLED : Kind.UNHANDLED;
    return new Failed(kind, report.type(), report.message(), report.body(), true);
  }
}
