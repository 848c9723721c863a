package dev.hearth.gateway.admin;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.profile.Extent;
import dev.hearth.inference.profile.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What to profile: {@code {"batches": [1, 4], "threads": [1, 2], "shapes": {"ids": [1, "16..128"]},
 * "values": {"sr": 16000}, "words": "8..32", "composed": true, "contention": false}}. All may be
 * left out, the body too.
 *
 * @param batches none for the node's own choice
 * @param threads none for the node's own choice
 * @param composed whether to profile operators and add them up instead of timing whole runs
 * @param contention whether to measure what a busy core beside it costs
 */
public record ProfileRequest(
    List<Integer> batches,
    List<Integer> threads,
    Samples samples,
    boolean composed,
    boolean contention) {
  private static final Set<String> KEYS =
      Set.of("batches", "threads", "shapes", "values", "words", "composed", "contention");

  /**
   * Reads a body.
   *
   * @throws Problem with status 400, saying what is wrong and what to send
   */
  static ProfileRequest read(byte[] body) {
    JsonNode tree = object(body);
    for (String key : tree.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw Problem.badRequest(
            "'%s' is not known here; there are %s".formatted(key, KEYS.stream().sorted().toList()));
      }
    }
    try {
      return new ProfileRequest(
          counts(tree, "batches"),
          counts(tree, "threads"),
          samples(tree),
          flag(tree, "composed", false),
          flag(tree, "contention", true));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode tree = Json.tree(body.length == 0 ? new byte[] {'{', '}'} : body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
    throw Problem.badRequest(
        "the body must be an object such as {\"batches\": [1, 4], \"threads\": [1, 2]}");
  }

  private static List<Integer> counts(JsonNode tree, String key) {
    List<Integer> counts = new ArrayList<>();
    for (JsonNode value : tree.path(key)) {
      if (!value.isIntegralNumber() || !value.canConvertToInt()) {
        throw new IllegalArgumentException(
            "%s are whole numbers such as [1, 2, 4], not %s".formatted(key, tree.path(key)));
      }
      counts.add(value.intValue());
    }
    if (tree.has(key) && counts.isEmpty()) {
      throw new IllegalArgumentException(
          "%s must be a list with at least one number, or left out".formatted(key));
    }
    return counts;
  }

  private static Samples samples(JsonNode tree) {
    var shapes = new TreeMap<String, List<Extent>>();
    for (Map.Entry<String, JsonNode> shape : tree.path("shapes").properties()) {
      List<Extent> extents = new ArrayList<>();
      shape.getValue().forEach(length -> extents.add(extent(shape.getKey(), length)));
      shapes.put(shape.getKey(), extents);
    }
    var values = new TreeMap<String, Double>();
    for (Map.Entry<String, JsonNode> value : tree.path("values").properties()) {
      if (!value.getValue().isNumber()) {
        throw new IllegalArgumentException(
            "the value of '%s' is a number, not %s".formatted(value.getKey(), value.getValue()));
      }
      values.put(value.getKey(), value.getValue().doubleValue());
    }
    Extent words =
        tree.has("words") ? extent("words", tree.path("words")) : Samples.DEFAULTS.words();
    return new Samples(shapes, values, words);
  }

  private static Extent extent(String key, JsonNode length) {
    if (!length.isString() && !length.isNumber()) {
      throw new IllegalArgumentException(
          "a length of '%s' is a number or a range such as \"16..128\", not %s"
              .formatted(key, length));
    }
    return Extent.parse(length.asString());
  }

  private static boolean flag(JsonNode tree, String key, boolean otherwise) {
    JsonNode value = tree.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("%s is true or false, not %s".formatted(key, value));
    }
    return value.booleanValue();
  }
}
