package dev.hearth.gateway.kserve;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.Elements;
import dev.hearth.gateway.inference.Positions;
import dev.hearth.gateway.inference.Tokens;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one input whose shape is known only by its nesting, as a whole or row by row. Byte strings
 * are strings or {@code {"b64": "..."}}.
 */
final class ValueReader {
  static final String BASE64 = "b64";
  private static final int MAX_RANK = 32;
  private static final int FIRST_BYTES = 256;
  private static final long UNKNOWN = -1;

  private final TensorMetadata input;
  private final long[] dimensions = new long[MAX_RANK];
  private final List<byte[]> strings = new ArrayList<>();
  private ByteBuffer contents = Tensor.direct(FIRST_BYTES);
  private int rank = -1;

  ValueReader(TensorMetadata input) {
    this.input = input;
    Arrays.fill(dimensions, UNKNOWN);
    dimensions[0] = 0;
  }

  /** Reads the value at the parser as the next row. */
  void row(JsonParser parser) {
    value(parser, 1);
    dimensions[0]++;
  }

  long rows() {
    return dimensions[0];
  }

  /** Reads the value at the parser as the whole input. */
  void whole(JsonParser parser) {
    dimensions[0] = UNKNOWN;
    value(parser, 0);
  }

  /** What was read. */
  Tensor tensor() {
    long[] shape = Arrays.copyOf(dimensions, Math.max(rank, 0));
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.max(shape[axis], 0);
    }
    return input.datatype() == Datatype.BYTES
        ? Tensor.ofBytes(input.name(), shape, strings)
        : Tensor.of(input.name(), input.datatype(), shape, contents.flip());
  }

  private void value(JsonParser parser, int depth) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      rank(parser, depth);
      element(parser);
      return;
    }
    if (depth == MAX_RANK) {
      throw wrong(parser, "is nested deeper than " + MAX_RANK);
    }
    long count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(parser, depth + 1);
      count++;
    }
    if (count == 0) {
      throw wrong(parser, "holds an empty array");
    }
    if (dimensions[depth] != UNKNOWN && dimensions[depth] != count) {
      throw wrong(
          parser,
          "is uneven: %d elements stand where there were %d before"
              .formatted(count, dimensions[depth]));
    }
    dimensions[depth] = count;
  }

  private void rank(JsonParser parser, int depth) {
    if (rank >= 0 && rank != depth) {
      throw wrong(parser, "is uneven: an element stands where an array is expected, or inversely");
    }
    rank = depth;
  }

  private void element(JsonParser parser) {
    if (input.datatype() != Datatype.BYTES) {
      if (contents.remaining() < Long.BYTES) {
        contents = Tensor.direct(2L * contents.capacity()).put(contents.flip());
      }
      Elements.read(parser, input.datatype(), contents);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      parser.nextToken();
      strings.add(base64(parser));
    } else {
      strings.add(Elements.readBytes(parser));
    }
  }

  /** Reads the row whose object the parser stands in, at its only name. */
  void base64Row(JsonParser parser) {
    rank(parser, 1);
    strings.add(base64(parser));
    dimensions[0]++;
  }

  private byte[] base64(JsonParser parser) {
    if (parser.currentToken() != JsonToken.PROPERTY_NAME || !BASE64.equals(parser.currentName())) {
      throw wrong(parser, "holds an object that is not {\"b64\": \"...\"}");
    }
    parser.nextToken();
    try {
      byte[] bytes = Base64.getDecoder().decode(Tokens.string(parser, BASE64));
      parser.nextToken();
      Tokens.require(parser, JsonToken.END_OBJECT, "beside b64 there may be nothing");
      return bytes;
    } catch (IllegalArgumentException _) {
      throw wrong(parser, "has a b64 that is not base64");
    }
  }

  private Problem wrong(JsonParser parser, String why) {
    return Problem.badRequest(
        "input '%s' %s%s"
            .formatted(input.name(), why, Positions.of(parser.currentTokenLocation())));
  }
}
