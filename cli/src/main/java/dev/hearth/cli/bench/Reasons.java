package dev.hearth.cli.bench;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why an HTTP server refused, from the body it sent. */
final class Reasons {
  private Reasons() {}

  static String of(int status, Body body) {
    String text = new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
    return Errors.brief("status " + status + (text.isBlank() ? "" : ": " + message(text)));
  }

  /** {@code error} or {@code error.message}, or whatever it is. */
  private static String message(String text) {
    try {
      JsonNode error = JsonMapper.shared().readTree(text).path("error");
      JsonNode message = error.isObject() ? error.path("message") : error;
      return message.isString() ? message.stringValue() : text;
    } catch (JacksonException _) {
      return text;
    }
  }
}
