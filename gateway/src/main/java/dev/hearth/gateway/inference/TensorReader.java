package dev.hearth.gateway.inference;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one input: name, shape, datatype and data, in any order. The data are read once, into the
 * tensor's own buffer; if they come before shape and datatype, they are skipped and read afterwards
 * from where they stand. With {@code binary_data_size} they stand after the JSON instead.
 */
final class TensorReader {
  private static final int MAX_RANK = 32;
  private static final long NOT_SEEN = -1;

  private final byte[] body;
  private final JsonParser parser;
  private final @Nullable BinaryData binary;
  private @Nullable String name;
  private long @Nullable [] shape;
  private @Nullable Datatype datatype;
  private @Nullable Contents contents;
  private long dataOffset = NOT_SEEN;
  private long binarySize = NOT_SEEN;

  TensorReader(byte[] body, JsonParser parser, @Nullable BinaryData binary) {
    this.body = body;
    this.parser = parser;
    this.binary = binary;
  }

  /** Reads the object the parser stands at the start of. */
  Tensor read(int number) {
    Tokens.require(parser, JsonToken.START_OBJECT, "an input must be an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      field();
    }
    return tensor(number);
  }

  private void field() {
    String field = parser.currentName();
    parser.nextToken();
    switch (field) {
      case "name" -> name = Tokens.string(parser, "the name of an input");
      case "shape" -> shape = shape();
      case "datatype" -> datatype = datatype();
      case "parameters" -> parameters();
      case "data" -> data();
      default -> parser.skipChildren();
    }
  }

  private Tensor tensor(int number) {
    if (name == null) {
      throw Problem.badRequest("input number " + number + " has no name");
    }
    if (shape == null || datatype == null) {
      throw missing(shape == null ? "shape" : "datatype");
    }
    if (binarySize != NOT_SEEN) {
      return binary(name, datatype, shape);
    }
    if (dataOffset == NOT_SEEN) {
      throw missing("data");
    }
    if (contents == null) {
      contents = readAgain(shape, datatype);
    }
    return contents.buffer == null
        ? Tensor.ofBytes(name, shape, contents.strings)
        : Tensor.of(name, datatype, shape, contents.buffer.flip());
  }

  private Tensor binary(String name, Datatype datatype, long[] shape) {
    if (dataOffset != NOT_SEEN) {
      throw Problem.badRequest(
          "input '" + name + "' has both data and binary_data_size; send its data once");
    }
    if (binary == null) {
      throw Problem.badRequest(
          "input '%s' has a binary_data_size but the request has no %s; say there how long the JSON is"
              .formatted(name, InferenceApi.JSON_LENGTH_HEADER));
    }
    return binary.take(name, datatype, shape, binarySize);
  }

  private Problem missing(String field) {
    return Problem.badRequest("input '" + name + "' has no " + field);
  }

  private Contents readAgain(long[] shape, Datatype datatype) {
    int offset = Math.toIntExact(dataOffset);
    try (JsonParser again = Json.parser(body, offset, body.length - offset)) {
      again.nextToken();
      return contents(again, shape, datatype, body.length - offset);
    }
  }

  private void data() {
    Tokens.require(parser, JsonToken.START_ARRAY, "data must be an array");
    dataOffset = parser.currentTokenLocation().getByteOffset();
    if (dataOffset < 0) {
      throw Problem.badRequest("the body is not UTF-8; send JSON in UTF-8");
    }
    if (shape != null && datatype != null) {
      contents = contents(parser, shape, datatype, body.length - dataOffset);
    } else {
      parser.skipChildren();
    }
  }

  private Contents contents(JsonParser from, long[] shape, Datatype datatype, long bytesLeft) {
    long elements = Tensor.elementCount(name == null ? "" : name, shape);
    if (elements > bytesLeft) {
      throw Problem.badRequest(
          "%s has shape %s, so %d elements, but the body has only %d bytes left"
              .formatted(label(), Arrays.toString(shape), elements, bytesLeft));
    }
    var target = new Contents(datatype, elements);
    new DataReader(from, target, shape, label()).read();
    return target;
  }

  private String label() {
    return name == null ? "an input" : "input '" + name + "'";
  }

  private long[] shape() {
    Tokens.require(parser, JsonToken.START_ARRAY, "shape must be an array of integers");
    var dimensions = new long[MAX_RANK];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (rank == MAX_RANK) {
        throw Problem.badRequest("the shape of %s is longer than %d".formatted(label(), MAX_RANK));
      }
      dimensions[rank++] = Tokens.integer(parser, "a dimension of the shape");
    }
    return Arrays.copyOf(dimensions, rank);
  }

  private Datatype datatype() {
    String text = Tokens.string(parser, "the datatype of an input");
    return Datatypes.named(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    Datatypes.unknown(label(), text)
                        + Positions.of(parser.currentTokenLocation())));
  }

  private void parameters() {
    Tokens.require(parser, JsonToken.START_OBJECT, "parameters must be an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String parameter = parser.currentName();
      parser.nextToken();
      if (parameter.equals("binary_data_size")) {
        binarySize = binarySize();
      } else {
        parser.skipChildren();
      }
    }
  }

  private long binarySize() {
    long size = Tokens.integer(parser, "binary_data_size");
    if (size < 0) {
      throw Problem.badRequest(
          "the binary_data_size of %s is %d but must not be negative%s"
              .formatted(label(), size, Positions.of(parser.currentTokenLocation())));
    }
    return size;
  }

  /** The elements of one tensor while they are read. */
  static final class Contents {
    private final Datatype datatype;
    private final @Nullable ByteBuffer buffer;
    private final List<byte[]> strings;

    Contents(Datatype datatype, long elements) {
      this.datatype = datatype;
      this.buffer = datatype.fixedWidth() ? Tensor.direct(elements * datatype.byteWidth()) : null;
      this.strings = datatype.fixedWidth() ? List.of() : new ArrayList<>((int) elements);
    }

    void add(JsonParser parser) {
      if (buffer == null) {
        strings.add(Elements.readBytes(parser));
      } else {
        Elements.read(parser, datatype, buffer);
      }
    }
  }
}
