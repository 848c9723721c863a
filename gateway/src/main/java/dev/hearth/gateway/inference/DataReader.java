package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a data array, either flat or nested exactly as the shape says. */
final class DataReader {
  private final JsonParser parser;
  private final TensorReader.Contents target;
  private final long[] shape;
  private final String label;

  DataReader(JsonParser parser, TensorReader.Contents target, long[] shape, String label) {
    this.parser = parser;
    this.target = target;
    this.shape = shape;
    this.label = label;
  }

  /** Reads the array the parser stands at the start of. */
  void read() {
    parser.nextToken();
    if (parser.currentToken() == JsonToken.START_ARRAY && shape.length > 1) {
      nested(0);
    } else {
      flat(product());
    }
  }

  /** Reads the rest of an array of which the first token is current. */
  private void nested(int axis) {
    boolean innermost = axis == shape.length - 1;
    if (innermost) {
      flat(shape[axis]);
      return;
    }
    long count = 0;
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw uneven("an element stands where an array is expected");
      }
      requireRoom(++count, shape[axis]);
      parser.nextToken();
      nested(axis + 1);
      parser.nextToken();
    }
    requireAll(count, shape[axis]);
  }

  private void flat(long expected) {
    long count = 0;
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        throw uneven("an array stands where an element is expected");
      }
      requireRoom(++count, expected);
      target.add(parser);
      parser.nextToken();
    }
    requireAll(count, expected);
  }

  private void requireRoom(long count, long expected) {
    if (count > expected) {
      throw uneven("more than the " + expected + " expected are given");
    }
  }

  private void requireAll(long count, long expected) {
    if (count != expected) {
      throw uneven(count + " are given where " + expected + " are expected");
    }
  }

  private Problem uneven(String why) {
    return Problem.badRequest(
        "the data of %s do not fit its shape %s: %s%s"
            .formatted(
                label, Arrays.toString(shape), why, Positions.of(parser.currentTokenLocation())));
  }

  private long product() {
    long product = 1;
    for (long dimension : shape) {
      product *= dimension;
    }
    return product;
  }
}
