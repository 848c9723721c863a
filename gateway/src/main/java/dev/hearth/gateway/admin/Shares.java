package dev.hearth.gateway.admin;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads shares of a model's traffic: {@code {"1": 90, "2": 10}}. */
final class Shares {
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

  private Shares() {}

  /**
   * Percent by version.
   *
   * @throws Problem with status 400, saying what is wrong and what to send
   */
  static Map<Integer, Integer> read(byte[] body) {
    var shares = new TreeMap<Integer, Integer>();
    for (Map.Entry<String, JsonNode> share : object(body).properties()) {
      if (!share.getValue().canConvertToInt() || !share.getValue().isIntegralNumber()) {
        throw Problem.badRequest(
            "version %s is to get %s; a share is a whole number from 0 to 100"
                .formatted(share.getKey(), share.getValue()));
      }
      shares.put(version(share.getKey()), share.getValue().intValue());
    }
    return shares;
  }

  /** The number of a version. */
  static int version(String text) {
    if (!VERSION.matcher(text).matches()) {
      throw Problem.badRequest("'" + text + "' is no version; a version is a number such as 2");
    }
    return Integer.parseInt(text);
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode tree = Json.tree(body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
    throw Problem.badRequest("the body must be an object such as {\"1\": 90, \"2\": 10}");
  }
}
