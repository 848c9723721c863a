package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends tensors as binary data and reads the answer's. */
record TensorClient(TestNode node) {
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The outputs by name. */
  Map<String, Tensor> infer(String model, Tensor... inputs) {
    HttpResponse<byte[]> response = send(model, inputs);
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    int length = (int) response.headers().firstValueAsLong(JSON_LENGTH).orElseThrow();
    JsonNode json = JSON.readTree(new String(response.body(), 0, length, UTF_8));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    int offset = length;
    for (JsonNode output : json.get("outputs")) {
      int size = output.get("parameters").get("binary_data_size").asInt();
      outputs.put(
          output.get("name").asString(),
          Tensor.of(
              output.get("name").asString(),
              Datatype.valueOf(output.get("datatype").asString()),
              output.get("shape").valueStream().mapToLong(JsonNode::asLong).toArray(),
              ByteBuffer.wrap(response.body(), offset, size)));
      offset += size;
    }
    return outputs;
  }

  /** The answer's error, which must have the status 400. */
  String refusal(String model, Tensor... inputs) {
    HttpResponse<byte[]> response = send(model, inputs);
    assertThat(response.statusCode()).isEqualTo(400);
    return JSON.readTree(response.body()).get("error").asString();
  }

  private HttpResponse<byte[]> send(String model, Tensor... inputs) {
    ObjectNode request = JSON.createObjectNode();
    request.putObject("parameters").put("binary_data_output", true);
    var raw = new ByteArrayOutputStream();
    for (Tensor input : List.of(inputs)) {
      byte[] bytes = bytes(input);
      ObjectNode json = request.withArray("inputs").addObject();
      json.put("name", input.name()).put("datatype", input.datatype().name());
      for (long dimension : input.shape()) {
        json.withArray("shape").add(dimension);
      }
      if (input.rank() == 0) {
        json.putArray("shape");
      }
      json.putObject("parameters").put("binary_data_size", bytes.length);
      raw.writeBytes(bytes);
    }
    byte[] json = JSON.writeValueAsBytes(request);
    var body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(raw.toByteArray());
    return node.sendBytes(
        "/v2/models/" + model + "/infer",
        body.toByteArray(),
        JSON_LENGTH,
        Integer.toString(json.length));
  }

  private static byte[] bytes(Tensor tensor) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] string : tensor.strings()) {
      var length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.writeBytes(length.putInt(string.length).array());
      bytes.writeBytes(string);
    }
    if (tensor.datatype().fixedWidth()) {
      var contents = new byte[Math.toIntExact(tensor.bytes())];
      tensor.contents().get(contents);
      bytes.writeBytes(contents);
    }
    return bytes.toByteArray();
  }
}
