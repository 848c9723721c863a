package dev.hearth.sandbox.handler;

import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What callers are told of what a function threw.
 *
 * @param report type, message and stack as JSON, in AWS's form
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Thrown(String type, String message, byte[] report) {
  private static final int FRAMES = 32;
  private static final int LONGEST_MESSAGE = 8 << 10;

  public static Thrown of(Throwable thrown) {
    String type = type(thrown);
    String message = message(thrown);
    return new Thrown(type, message, report(type, message, thrown));
  }

  /** Something that nobody threw. */
  public static Thrown of(String type, String message) {
    return new Thrown(type, message, report(type, message, null));
  }

  private static String type(Throwable thrown) {
    return switch (thrown) {
      case AnswerTooLargeException _ -> "Function.ResponseSizeTooLarge";
      case InvalidAnswerException _ -> "Runtime.InvalidResponse";
      case InvalidInputException _ -> "Runtime.InvalidPayload";
      case OutOfMemoryError _ -> "Runtime.OutOfMemory";
      default -> thrown.getClass().getName();
    };
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
              .takeWhile(frame -> !ours(frame))
              .limit(FRAMES)
              .map(StackTraceElement::toString)
              .toList());
    }
    return JsonMapper.shared().writeValueAsBytes(report);
  }

  private static boolean ours(StackTraceElement frame) {
    return frame.getClassName().startsWith("dev.hearth.sandbox.handler.");
  }
}
