package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasm.ChicoryException;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallEnd.Kind;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a call's end without an answer is called. */
final class Failure {
  static final String EXIT_ERROR = "Runtime.ExitError";
  static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";

  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);
  private static final byte[] NOTHING = {};

  private Failure() {}

  /** What its caller is told of something thrown. The sandbox can go on: it begins anew. */
  static CallEnd.Failed of(Throwable thrown, boolean memoryRefused, Lines lines) {
    return switch (thrown) {
      case Form.Reported reported -> reported(reported.report);
      case Form.Exit exit when isReport(exit.written) -> reported(exit.written);
      case Answer.TooLarge tooLarge -> tooLarge();
      case Throwable any when memoryRefused ->
          failed(
              Kind.OUT_OF_MEMORY,
              OUT_OF_MEMORY,
              "it asked for more memory than it may have, and then " + what(any) + after(lines));
      case Form.NoRoom noRoom -> failed(Kind.OUT_OF_MEMORY, OUT_OF_MEMORY, what(noRoom));
      case Throwable any -> failed(Kind.CRASHED, EXIT_ERROR, what(any) + after(lines));
    };
  }

  /** The end of a call that was stopped. */
  static CallEnd.Failed stopped(Kind why, boolean usable) {
    return switch (why) {
      case TIMED_OUT ->
          new CallEnd.Failed(
              why, "Sandbox.Timedout", "it took too long and was stopped", NOTHING, usable);
      case HANDLED, UNHANDLED, OUT_OF_MEMORY, CRASHED, INVALID_ANSWER, ABORTED ->
          new CallEnd.Failed(why, "Sandbox.Aborted", "it was stopped", NOTHING, usable);
    };
  }

  private static CallEnd.Failed tooLarge() {
    return failed(
        Kind.INVALID_ANSWER,
        "Function.ResponseSizeTooLarge",
        "its answer is larger than it may be");
  }

  private static String what(Throwable thrown) {
    return switch (thrown) {
      case Form.Exit exit -> "exited with status " + exit.status;
      case WasiExitException exit -> "exited with status " + exit.exitCode();
      case Form.NoRoom noRoom -> String.valueOf(noRoom.getMessage());
      case Answer.TooLarge large -> "answered more than it may";
      case StackOverflowError deep -> "trapped: call stack exhausted";
      case IndexOutOfBoundsException beyond -> "trapped: out of bounds memory access";
      case ArithmeticException arithmetic -> "trapped: " + arithmetic.getMessage();
      case ChicoryException trap -> "trapped: " + trap.getMessage();
      case OutOfMemoryError full -> "was ended, for the node has no memory left";
      case Throwable defect -> {
        LOG.warn("a WebAssembly function ended in a way that is not foreseen", defect);
        yield "ended in a way that is not foreseen: " + defect;
      }
    };
  }

  private static String after(Lines lines) {
    lines.finish();
    return lines.last().isEmpty() ? "" : "; its last line was: " + lines.last();
  }

  private static CallEnd.Failed failed(Kind kind, String type, String message) {
    return new CallEnd.Failed(kind, type, message, NOTHING, true);
  }

  private static boolean isReport(byte[] bytes) {
    return tree(bytes).has("errorMessage");
  }

  private static CallEnd.Failed reported(byte[] bytes) {
    JsonNode report = tree(bytes);
    return new CallEnd.Failed(
        Kind.HANDLED,
        report.path("errorType").asString("Error"),
        report.path("errorMessage").asString(new String(bytes, StandardCharsets.UTF_8)),
        report.isObject() ? bytes : NOTHING,
        true);
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      return JsonMapper.shared().readTree(bytes);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
