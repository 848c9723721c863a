package dev.hearth.sandbox.runtimeapi;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error as a runtime reports it: {@code errorMessage}, {@code errorType} and more as JSON, and a
 * header with the type.
 *
 * @param body what was sent, if it is JSON; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
record ErrorReport(String type, String message, byte[] body, boolean handled) {
  private static final int LONGEST_TEXT = 8 << 10;
  private static final String UNKNOWN = "Runtime.UnknownReason";

  /** Reads one; what cannot be read is said so, since an error about an error helps nobody. */
  static ErrorReport of(@Nullable String header, byte[] body) {
    String type = header == null || header.isBlank() ? UNKNOWN : header.strip();
    try {
      JsonNode report = JsonMapper.shared().readTree(body);
      String reported = report.path("errorType").asString("");
      String message = report.path("errorMessage").asString("");
      return new ErrorReport(
          cut(reported.isEmpty() ? type : reported),
          cut(message.isEmpty() ? "the runtime gave no message" : message),
          body,
          type.equals("Handled"));
    } catch (JacksonException e) {
      return new ErrorReport(
          cut(type), "the runtime reported an error that is no JSON", new byte[0], false);
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }
}
