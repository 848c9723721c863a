package dev.hearth.gateway.events;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A JSON object whose fields are known beforehand; an empty body is one without any. */
record Fields(JsonNode object) {
  /** Reads a body and hands it on, or tells the caller what is wrong with it. */
  static void read(Bodies bodies, Exchange exchange, List<String> known, Consumer<Fields> use) {
    bodies
        .read(exchange)
        .onFailure(cause -> exchange.fail(Problem.from(cause)))
        .onSuccess(
            body -> FunctionProblems.guarded(exchange, () -> use.accept(parse(body, known))));
  }

  static Fields parse(byte[] body, List<String> known) {
    JsonNode tree;
    try {
      tree = Json.tree(body);
    } catch (JacksonException e) {
      throw Problem.badRequest("the body is no JSON: " + e.getOriginalMessage());
    }
    if (!tree.isMissingNode() && !tree.isObject()) {
      throw Problem.badRequest("the body must be a JSON object with fields among " + known);
    }
    for (String name : tree.propertyNames()) {
      if (!known.contains(name)) {
        throw Problem.badRequest(
            "there is no field '%s'; there are %s".formatted(name, String.join(", ", known)));
      }
    }
    return new Fields(tree);
  }

  Optional<String> text(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw Problem.badRequest("'" + name + "' must be a text");
    }
    return Optional.of(value.stringValue());
  }

  String required(String name) {
    return text(name).orElseThrow(() -> Problem.badRequest("'" + name + "' is missing"));
  }

  int count(String name, int otherwise) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw Problem.badRequest("'" + name + "' must be a whole number");
    }
    return value.intValue();
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw Problem.badRequest("'" + name + "' must be true or false");
    }
    return value.booleanValue();
  }

  /** Any value, as JSON; a text as it is. */
  Optional<String> json(String name) {
    JsonNode value = object.path(name);
    return value.isMissingNode()
        ? Optional.empty()
        : Optional.of(value.isString() ? value.stringValue() : value.toString());
  }
}
