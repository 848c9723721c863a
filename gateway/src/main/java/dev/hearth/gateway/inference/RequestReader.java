package dev.hearth.gateway.inference;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.SplitBody;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the body of an inference request. Fields the protocol does not name are passed over, as it
 * asks.
 */
final class RequestReader {
  private final byte[] body;
  private final JsonParser parser;
  private final @Nullable BinaryData binary;
  private @Nullable String id;
  private OptionalLong timeoutMicros = OptionalLong.empty();
  private @Nullable List<Tensor> inputs;
  private Set<String> outputs = Set.of();
  private boolean binaryOutputs;
  private final Map<String, Boolean> binaryByName = new HashMap<>(2);

  private RequestReader(byte[] body, JsonParser parser, @Nullable BinaryData binary) {
    this.body = body;
    this.parser = parser;
    this.binary = binary;
  }

  /**
   * Reads a body that is JSON as a whole.
   *
   * @throws Problem with status 400, saying what is wrong and where
   */
  static ParsedRequest read(byte[] body) {
    return read(body, null);
  }

  /**
   * Reads a body of JSON and the binary data of inputs after it.
   *
   * @throws Problem with status 400, saying what is wrong and where
   */
  static ParsedRequest read(SplitBody body) {
    return read(body.head(), new BinaryData(body.rest()));
  }

  private static ParsedRequest read(byte[] body, @Nullable BinaryData binary) {
    try (JsonParser parser = Json.parser(body, 0, body.length)) {
      ParsedRequest request = new RequestReader(body, parser, binary).request();
      if (binary != null) {
        binary.requireUsedUp();
      }
      return request;
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    } catch (InvalidRequest e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private ParsedRequest request() {
    if (parser.nextToken() == null) {
      throw Problem.badRequest("the body is empty; send an object with inputs");
    }
    Tokens.require(parser, JsonToken.START_OBJECT, "the body must be an object with inputs");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      field();
    }
    Tokens.requireEnd(parser);
    if (inputs == null) {
      throw Problem.badRequest("the request has no inputs");
    }
    return new ParsedRequest(
        Optional.ofNullable(id),
        timeoutMicros,
        new InferenceRequest(inputs, outputs),
        new BinaryOutputs(binaryOutputs, binaryByName));
  }

  private void field() {
    String field = parser.currentName();
    parser.nextToken();
    switch (field) {
      case "id" -> id = Tokens.string(parser, "the id");
      case "parameters" -> parameters();
      case "inputs" -> inputs = inputs();
      case "outputs" -> outputs = outputs();
      default -> parser.skipChildren();
    }
  }

  private void parameters() {
    Tokens.require(parser, JsonToken.START_OBJECT, "parameters must be an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "timeout" -> timeoutMicros = timeout();
        case "binary_data_output" -> binaryOutputs = Tokens.bool(parser, "binary_data_output");
        default -> parser.skipChildren();
      }
    }
  }

  private OptionalLong timeout() {
    long micros = Tokens.integer(parser, "the parameter timeout");
    if (micros < 0) {
      throw Problem.badRequest("the parameter timeout is " + micros + " but must not be negative");
    }
    return micros == 0 ? OptionalLong.empty() : OptionalLong.of(micros);
  }

  private List<Tensor> inputs() {
    Tokens.require(parser, JsonToken.START_ARRAY, "inputs must be an array");
    List<Tensor> tensors = new ArrayList<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      tensors.add(new TensorReader(body, parser, binary).read(tensors.size() + 1));
    }
    return tensors;
  }

  private Set<String> outputs() {
    Tokens.require(parser, JsonToken.START_ARRAY, "outputs must be an array");
    Set<String> names = new LinkedHashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      names.add(output());
    }
    return names;
  }

  private String output() {
    Tokens.require(parser, JsonToken.START_OBJECT, "an output must be an object with a name");
    String name = null;
    Boolean wantsBinary = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = Tokens.string(parser, "the name of an output");
        case "parameters" -> wantsBinary = binaryParameter();
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw Problem.badRequest(
          "a requested output has no name" + Positions.of(parser.currentTokenLocation()));
    }
    if (wantsBinary != null) {
      binaryByName.put(name, wantsBinary);
    }
    return name;
  }

  private @Nullable Boolean binaryParameter() {
    Tokens.require(parser, JsonToken.START_OBJECT, "parameters must be an object");
    Boolean binaryData = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String parameter = parser.currentName();
      parser.nextToken();
      if (parameter.equals("binary_data")) {
        binaryData = Tokens.bool(parser, "binary_data");
      } else {
        parser.skipChildren();
      }
    }
    return binaryData;
  }
}
