package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.handler.AnswerTooLargeException;
import dev.hearth.sandbox.handler.InvalidAnswerException;
import dev.hearth.sandbox.handler.InvalidInputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What callers are told of what a function threw. */
final class Failures {
  private static final int FRAMES = 32;
  private static final int LONGEST_MESSAGE = 8 << 10;

  private Failures() {}

  static CallEnd.Failed of(Throwable thrown) {
    return switch (thrown) {
      case AnswerTooLargeException e ->
          failed(CallEnd.Kind.INVALID_ANSWER, "Function.ResponseSizeTooLarge", e, true);
      case InvalidAnswerException e ->
          failed(CallEnd.Kind.INVALID_ANSWER, "Runtime.InvalidResponse", e, true);
      case InvalidInputException e ->
          failed(CallEnd.Kind.UNHANDLED, "Runtime.InvalidPayload", e, true);
      case ExitError e -> failed(CallEnd.Kind.CRASHED, "Runtime.ExitError", e, false);
      case OutOfMemoryError e ->
          failed(CallEnd.Kind.OUT_OF_MEMORY, "Runtime.OutOfMemory", e, false);
      default -> failed(CallEnd.Kind.UNHANDLED, thrown.getClass().getName(), thrown, true);
    };
  }

  /**
   * @param usable whether its sandbox can go on
   */
  static CallEnd.Failed interrupted(CallEnd.Kind why, boolean usable) {
    return stopped(why, "was interrupted", usable);
  }

  static CallEnd.Failed unstoppable(CallEnd.Kind why) {
    return stopped(
        why, "was interrupted and did not stop; its thread goes on until it ends by itself", false);
  }

  private static CallEnd.Failed stopped(CallEnd.Kind why, String how, boolean usable) {
    String type = why == CallEnd.Kind.TIMED_OUT ? "Sandbox.Timedout" : "Sandbox.Aborted";
    String what =
        why == CallEnd.Kind.TIMED_OUT ? "the call took too long" : "the call was taken back";
    String message = what + ", and " + how;
    return new CallEnd.Failed(why, type, message, report(type, message, null), usable);
  }

  private static CallEnd.Failed failed(
      CallEnd.Kind kind, String type, Throwable thrown, boolean usable) {
    String message = message(thrown);
    return new CallEnd.Failed(kind, type, message, report(type, message, thrown), usable);
  }

  private static String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      if (message == null) {
        return thrown.getClass().getName();
      }
      return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    } catch (Throwable e) { // the function's own code may fail in its error too
      return thrown.getClass().getName() + ", whose message failed with " + e.getClass().getName();
    }
  }

  private static byte[] report(String type, String message, @Nullable Throwable thrown) {
    var report = new LinkedHashMap<String, Object>();
    report.put("errorMessage", message);
    report.put("errorType", type);
    if (thrown != null) {
      report.put(
          "stackTrace",
          Arrays.stream(thrown.getStackTrace())
              .takeWhile(frame -> !frame.getClassName().startsWith("dev.hearth.sandbox."))
              .limit(FRAMES)
              .map(StackTraceElement::toString)
              .toList());
    }
    return JsonMapper.shared().writeValueAsBytes(report);
  }
}
