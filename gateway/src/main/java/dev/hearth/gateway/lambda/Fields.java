package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.gateway.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An object that a client sent; what is null counts as absent. */
final class Fields {
  private final JsonNode object;
  private final String path;

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /**
   * A body.
   *
   * @throws FunctionException if it is no JSON object
   */
  static Fields read(byte[] body) {
    try {
      JsonNode tree = Json.tree(body.length == 0 ? new byte[] {'{', '}'} : body);
      if (tree.isObject()) {
        return new Fields(tree, "");
      }
    } catch (JacksonException e) {
      throw new FunctionException(
          Code.INVALID_REQUEST_CONTENT,
          "Could not parse request body into json: " + e.getOriginalMessage());
    }
    throw new FunctionException(
        Code.INVALID_REQUEST_CONTENT, "Could not parse request body into json: it is no object");
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  FunctionException wrong(String name, String wanted) {
    return new FunctionException(
        Code.INVALID_PARAMETER_VALUE, "'%s' must be %s".formatted(path + name, wanted));
  }

  Optional<String> text(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isString()) {
                throw wrong(name, "a text");
              }
              return node.stringValue();
            });
  }

  String required(String name) {
    return text(name).orElseThrow(() -> wrong(name, "given"));
  }

  /** A text that stands for nothing where it is empty. */
  Optional<String> nonEmpty(String name) {
    return text(name).filter(text -> !text.isEmpty());
  }

  OptionalInt number(String name, int least, int most) {
    Optional<JsonNode> node = find(name);
    if (node.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean whole = node.get().isIntegralNumber() && node.get().canConvertToInt();
    int value = whole ? node.get().intValue() : 0;
    if (!whole || value < least || value > most) {
      throw wrong(name, "a whole number from %d to %d, not %s".formatted(least, most, node.get()));
    }
    return OptionalInt.of(value);
  }

  private static OptionalDouble weight(JsonNode node) {
    boolean fits = node.isNumber() && node.doubleValue() > 0 && node.doubleValue() <= 1;
    return fits ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
  }

  boolean flag(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrong(name, "true or false");
              }
              return node.booleanValue();
            })
        .orElse(false);
  }

  Optional<Fields> object(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isObject()) {
                throw wrong(name, "an object");
              }
              return new Fields(node, path + name + ".");
            });
  }

  /** An object, an empty one if it is absent. */
  Fields below(String name) {
    return object(name).orElseGet(() -> read(new byte[0]));
  }

  Map<String, String> texts(String name) {
    var texts = new LinkedHashMap<String, String>();
    object(name)
        .ifPresent(
            fields ->
                fields.object.propertyNames().stream()
                    .forEach(key -> texts.put(key, fields.required(key))));
    return texts;
  }

  /** Shares above 0 and at most 1 by version. */
  Map<String, Double> weights(String name) {
    var weights = new LinkedHashMap<String, Double>();
    object(name)
        .ifPresent(
            fields ->
                fields
                    .object
                    .properties()
                    .forEach(
                        each ->
                            weights.put(
                                each.getKey(),
                                weight(each.getValue())
                                    .orElseThrow(
                                        () ->
                                            fields.wrong(
                                                each.getKey(), "above 0 and at most 1")))));
    return weights;
  }

  List<String> list(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isArray() || node.valueStream().anyMatch(item -> !item.isString())) {
                throw wrong(name, "a list of texts");
              }
              return node.valueStream().map(JsonNode::stringValue).toList();
            })
        .orElse(List.of());
  }

  /** Whether something stands there that is more than an empty object or list. */
  boolean filled(String name) {
    return find(name).filter(node -> !(node.isContainer() && node.isEmpty())).isPresent();
  }
}
