package dev.hearth.gateway.kserve;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.Positions;
import dev.hearth.gateway.inference.Tokens;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code {"instances": [...]}}, a value or an object of named values for each row, or {@code
 * {"inputs": ...}}, a tensor or an object of named tensors. Other fields are passed over.
 */
final class PredictReader {
  private final JsonParser parser;
  private final GraphMetadata graph;
  private final Map<String, ValueReader> values = new LinkedHashMap<>();
  private @Nullable String form;

  private PredictReader(JsonParser parser, GraphMetadata graph) {
    this.parser = parser;
    this.graph = graph;
  }

  /**
   * Reads a body.
   *
   * @param graph says the datatypes
   * @throws Problem with status 400, saying what is wrong and where
   */
  static PredictRequest read(byte[] body, GraphMetadata graph) {
    try (JsonParser parser = Json.parser(body, 0, body.length)) {
      return new PredictReader(parser, graph).request();
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    } catch (InvalidRequest e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private PredictRequest request() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.badRequest("the body must be a JSON object with instances or inputs");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "instances", "inputs" -> data(field);
        default -> parser.skipChildren();
      }
    }
    Tokens.requireEnd(parser);
    if (form == null) {
      throw Problem.badRequest("the body has neither instances nor inputs");
    }
    List<Tensor> inputs = values.values().stream().map(ValueReader::tensor).toList();
    return new PredictRequest(inputs, form.equals("instances"));
  }

  private void data(String field) {
    if (form != null) {
      throw wrong("the body has both instances and inputs; send one of them");
    }
    form = field;
    if (field.equals("inputs")) {
      columns();
    } else {
      rows();
    }
  }

  private void rows() {
    Tokens.require(parser, JsonToken.START_ARRAY, "instances must be an array");
    long rows = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      row();
      rows++;
      for (Map.Entry<String, ValueReader> value : values.entrySet()) {
        if (value.getValue().rows() != rows) {
          throw wrong(
              "instance %d does not have the inputs of those before it: '%s' is missing or new"
                  .formatted(rows, value.getKey()));
        }
      }
    }
    if (rows == 0) {
      throw wrong("instances must not be empty");
    }
  }

  private void row() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      only().row(parser);
      return;
    }
    parser.nextToken();
    if (parser.currentToken() == JsonToken.PROPERTY_NAME
        && parser.currentName().equals(ValueReader.BASE64)
        && takesBytesOnly()) {
      only().base64Row(parser);
      return;
    }
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      ValueReader value = named();
      parser.nextToken();
      value.row(parser);
      parser.nextToken();
    }
  }

  private void columns() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      only().whole(parser);
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      ValueReader value = named();
      parser.nextToken();
      value.whole(parser);
    }
    if (values.isEmpty()) {
      throw wrong("inputs must not be empty");
    }
  }

  private boolean takesBytesOnly() {
    return graph.inputs().size() == 1
        && graph.inputs().getFirst().datatype() == Datatype.BYTES
        && graph.input(ValueReader.BASE64).isEmpty();
  }

  private ValueReader only() {
    if (graph.inputs().size() != 1) {
      throw wrong(
          "the model has several inputs, so each value needs its name: "
              + graph.inputs().stream().map(TensorMetadata::name).toList());
    }
    return reader(graph.inputs().getFirst());
  }

  private ValueReader named() {
    String name = parser.currentName();
    return reader(
        graph
            .input(name)
            .orElseThrow(
                () ->
                    wrong(
                        "the model has no input '%s'; its inputs are %s"
                            .formatted(
                                name,
                                graph.inputs().stream().map(TensorMetadata::name).toList()))));
  }

  private ValueReader reader(TensorMetadata input) {
    return values.computeIfAbsent(input.name(), _ -> new ValueReader(input));
  }

  private Problem wrong(String why) {
    return Problem.badRequest(why + Positions.of(parser.currentTokenLocation()));
  }
}
