package dev.hearth.gateway.openai;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.Elements;
import dev.hearth.gateway.inference.Positions;
import dev.hearth.gateway.inference.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the body of a request for embeddings; {@code user} and unknown fields are passed over. */
final class EmbeddingReader {
  static final int MAX_INPUTS = 2_048;
  static final int MAX_TOKENS = 8_192;
  private static final String INPUT = "input";

  private final JsonParser parser;
  private final List<byte[]> texts = new ArrayList<>();
  private final List<long[]> tokens = new ArrayList<>();
  private @Nullable String model;
  private boolean hasInput;
  private boolean base64;
  private OptionalLong dimensions = OptionalLong.empty();

  private EmbeddingReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a body.
   *
   * @throws Problem with status 400, naming the field
   */
  static EmbeddingRequest read(byte[] body) {
    try (JsonParser parser = Json.parser(body, 0, body.length)) {
      return new EmbeddingReader(parser).request();
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    }
  }

  private EmbeddingRequest request() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.badRequest("the body must be a JSON object with model and input");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      field();
    }
    Tokens.requireEnd(parser);
    if (model == null) {
      throw Problem.badRequest("you must name a model").inField(OpenAiErrors.MODEL);
    }
    if (!hasInput) {
      throw Problem.badRequest("you must give an input").inField(INPUT);
    }
    return new EmbeddingRequest(model, texts, tokens, base64, dimensions);
  }

  private void field() {
    String field = parser.currentName();
    parser.nextToken();
    try {
      switch (field) {
        case "model" -> model = Tokens.string(parser, "model");
        case INPUT -> input();
        case "encoding_format" -> base64 = encoding();
        case "dimensions" -> dimensions = dimensions();
        default -> parser.skipChildren();
      }
    } catch (Problem problem) {
      throw problem.inField(field);
    }
  }

  private boolean encoding() {
    return switch (Tokens.string(parser, "encoding_format")) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw wrong("encoding_format must be float or base64");
    };
  }

  private OptionalLong dimensions() {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? OptionalLong.empty()
        : OptionalLong.of(Tokens.integer(parser, "dimensions"));
  }

  private void input() {
    hasInput = true;
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      text();
      return;
    }
    switch (parser.nextToken()) {
      case END_ARRAY -> throw wrong("input must not be empty");
      case VALUE_NUMBER_INT -> tokens.add(row());
      case null, default -> {
        boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
        while (parser.currentToken() != JsonToken.END_ARRAY) {
          item(text);
          parser.nextToken();
        }
      }
    }
  }

  private void item(boolean text) {
    if (texts.size() + tokens.size() == MAX_INPUTS) {
      throw wrong("input has more than %d items; send several requests".formatted(MAX_INPUTS));
    }
    if (text) {
      text();
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      parser.nextToken();
      tokens.add(row());
    } else {
      throw form();
    }
  }

  private void text() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw form();
    }
    byte[] text = Elements.readBytes(parser);
    if (text.length == 0) {
      throw wrong("input must not hold an empty string");
    }
    texts.add(text);
  }

  /** The rest of an array of tokens, the first of which is current. */
  private long[] row() {
    var row = new long[16];
    int size = 0;
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw form();
      }
      if (size == MAX_TOKENS) {
        throw wrong("an input has more than %d tokens".formatted(MAX_TOKENS));
      }
      row = size == row.length ? Arrays.copyOf(row, 2 * size) : row;
      row[size++] = token();
      parser.nextToken();
    }
    if (size == 0) {
      throw wrong("input must not hold an empty array of tokens");
    }
    return Arrays.copyOf(row, size);
  }

  /** A graph may count negative ids from the end of its vocabulary, which no caller means. */
  private long token() {
    long token = Tokens.integer(parser, "a token");
    if (token < 0) {
      throw wrong("a token is " + token + " but must not be negative");
    }
    return token;
  }

  private Problem form() {
    return wrong("input must be a string, an array of strings, of tokens, or of arrays of tokens");
  }

  private Problem wrong(String why) {
    return Problem.badRequest(why + Positions.of(parser.currentTokenLocation()));
  }
}
