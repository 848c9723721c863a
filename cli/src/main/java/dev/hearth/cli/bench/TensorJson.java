package dev.hearth.cli.bench;

import com.google.protobuf.ByteString;
import dev.hearth.cli.CommandFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads inputs of a request in the protocol's JSON, to send them in another of its forms. */
final class TensorJson {
  private TensorJson() {}

  static List<TensorData> inputs(JsonNode request, Path file) {
    JsonNode inputs = request.path("inputs");
    if (!inputs.isArray() || inputs.isEmpty()) {
      throw wrong(file, "it has no 'inputs'");
    }
    var tensors = new ArrayList<TensorData>();
    for (JsonNode input : inputs) {
      tensors.add(tensor(input, file));
    }
    return tensors;
  }

  private static TensorData tensor(JsonNode input, Path file) {
    String name = input.path("name").asString("");
    Datatype datatype = Datatype.of(input.path("datatype").asString(""));
    var shape = new ArrayList<Long>();
    input.path("shape").forEach(dimension -> shape.add(dimension.asLong()));
    var elements = new ArrayList<JsonNode>();
    flatten(input.path("data"), elements);
    if (elements.size() != TensorData.elements(shape)) {
      throw wrong(
          file,
          "input '%s' has %d elements of data and the shape %s"
              .formatted(name, elements.size(), shape));
    }
    return new TensorData(name, datatype, shape, raw(datatype, elements));
  }

  private static void flatten(JsonNode data, List<JsonNode> into) {
    if (data.isArray()) {
      data.forEach(each -> flatten(each, into));
    } else if (!data.isMissingNode()) {
      into.add(data);
    }
  }

  private static ByteString raw(Datatype datatype, List<JsonNode> elements) {
    if (datatype == Datatype.BYTES) {
      return TensorData.raw(elements.stream().map(JsonNode::asString).toList());
    }
    ByteBuffer to =
        ByteBuffer.allocate(elements.size() * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode element : elements) {
      if (datatype.fractional()) {
        datatype.putFraction(to, element.asDouble());
      } else {
        datatype.putWhole(to, whole(element));
      }
    }
    return ByteString.copyFrom(to.flip());
  }

  private static long whole(JsonNode element) {
    if (element.isBoolean()) {
      return element.booleanValue() ? 1 : 0;
    }
    return element.isBigInteger() ? element.bigIntegerValue().longValue() : element.asLong();
  }

  private static CommandFailure wrong(Path file, String what) {
    return new CommandFailure(
        CommandFailure.USAGE, "the input '%s' is no request: %s".formatted(file, what));
  }
}
