package dev.hearth.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that fits a model by its metadata: a one where a dimension is free, zeros inside. */
final class ExampleRequest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long MOST_VALUES = 1_000_000;

  private ExampleRequest() {}

  static ObjectNode of(JsonNode metadata) {
    var request = JSON.createObjectNode();
    ArrayNode inputs = request.putArray("inputs");
    for (var input : metadata.path("inputs")) {
      var tensor = inputs.addObject();
      String datatype = input.path("datatype").asString();
      tensor.put("name", input.path("name").asString()).put("datatype", datatype);
      ArrayNode shape = tensor.putArray("shape");
      long values = 1;
      for (var dimension : input.path("shape")) {
        long size = dimension.asLong() < 0 ? 1 : dimension.asLong();
        shape.add(size);
        values = Math.multiplyExact(values, size);
        if (values > MOST_VALUES) {
          throw new CommandFailure(
              CommandFailure.REFUSED,
              "'%s' takes %s values and more in '%s', too many for an example in JSON"
                  .formatted(
                      metadata.path("name").asString(), values, input.path("name").asString()));
        }
      }
      ArrayNode data = tensor.putArray("data");
      for (long i = 0; i < values; i++) {
        data.add(value(datatype));
      }
    }
    return request;
  }

  private static JsonNode value(String datatype) {
    var nodes = JSON.getNodeFactory();
    return switch (datatype) {
      case "BYTES" -> nodes.stringNode("Hello.");
      case "BOOL" -> nodes.booleanNode(false);
      case "FP16", "BF16", "FP32", "FP64" -> nodes.numberNode(0.0);
      default -> nodes.numberNode(0);
    };
  }
}
