package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallEnd.Failed;
import dev.hearth.sandbox.CallEnd.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How calls end that are not answered. */
final class Ends {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] NONE = {};
  private static final int KILLED = -9;

  private Ends() {}

  /** What a process said went wrong. */
  static Failed reported(byte[] report) {
    JsonNode told = JSON.readTree(report);
    String type = told.path("errorType").asString("Error");
    Kind kind = type.equals("Function.ResponseSizeTooLarge") ? Kind.INVALID_ANSWER : Kind.UNHANDLED;
    return new Failed(kind, type, told.path("errorMessage").asString(""), report, true);
  }

  /** Its process ended. */
  static Failed ended(int status, boolean noMemory, long memoryBytes, boolean usable) {
    if (noMemory && status == KILLED) {
      String message =
          "the function needed more than the %d MiB it may use".formatted(memoryBytes >> 20);
      return own(Kind.OUT_OF_MEMORY, "Runtime.OutOfMemory", message, usable);
    }
    return own(Kind.CRASHED, "Runtime.ExitError", said(status), usable);
  }

  static String said(int status) {
    if (status == Zygote.UNKNOWN_STATUS) {
      return "the function's process is gone";
    }
    return status < 0
        ? "the function's process was ended by signal " + -status
        : "the function's process ended with status " + status;
  }

  static Failed stopped(Kind why, boolean usable) {
    return switch (why) {
      case TIMED_OUT ->
          own(why, "Sandbox.Timedout", "the call took longer than it may and was stopped", usable);
      case ABORTED ->
          own(why, "Sandbox.Aborted", "the call was taken back and was stopped", usable);
      case HANDLED, UNHANDLED, OUT_OF_MEMORY, CRASHED, INVALID_ANSWER ->
          own(why, "Sandbox.Stopped", "the call was stopped", usable);
    };
  }

  static Failed closed() {
    return own(Kind.ABORTED, "Sandbox.Closed", "the sandbox was closed", false);
  }

  static CallEnd tooMany(int concurrency) {
    String message = "the sandbox takes %d calls at a time".formatted(concurrency);
    return own(Kind.ABORTED, "Sandbox.Busy", message, true);
  }

  private static Failed own(Kind kind, String type, String message, boolean usable) {
    return new Failed(kind, type, message, NONE, usable);
  }

  /** For messages about programs that did not load. */
  static String text(byte[] report) {
    JsonNode told = JSON.readTree(report);
    return told.path("errorType").asString("Error")
        + ": "
        + told.path("errorMessage").asString(new String(report, UTF_8));
  }
}
