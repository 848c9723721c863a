package dev.hearth.node.graph;

import tools.jackson.databind.JsonNode;

/** How a graph's caller writes tensors, and is answered. */
public enum Form {
  /**
   * {@code {"inputs": [{"name": ...}]}}, answered with {@code outputs}: the Open Inference
   * Protocol.
   */
  TYPED,
  /** {@code {"instances": [...]}}, answered with {@code predictions}: KServe's first protocol. */
  ROWS,
  /** {@code {"inputs": ...}} without datatypes, answered with {@code outputs}: the same. */
  COLUMNS;

  static Form of(JsonNode request) {
    if (request.has("instances")) {
      return ROWS;
    }
    boolean plain = request.has("inputs") && !tensors(request.path("inputs"));
    return plain ? COLUMNS : TYPED;
  }

  /** Whether a value is a list of tensors with names and datatypes. */
  static boolean tensors(JsonNode value) {
    return value.isArray() && value.path(0).isObject() && value.path(0).has("datatype");
  }
}
