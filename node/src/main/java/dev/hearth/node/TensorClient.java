package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends tensors to a node as binary data and reads those of the answer. Thread-safe. */
final class TensorClient implements AutoCloseable {
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final JsonMapper json = JsonMapper.shared();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  TensorClient(URI server) {
    this.server = server;
  }

  /**
   * The outputs by name.
   *
   * @throws ConfigurationException with what the node said, if it refused
   */
  Map<String, Tensor> infer(String model, Tensor... inputs) {
    HttpResponse<byte[]> response = send(model, inputs);
    byte[] body = response.body();
    if (response.statusCode() != 200) {
      throw new ConfigurationException(
          "the node answered %d: %s".formatted(response.statusCode(), new String(body, UTF_8)));
    }
    int length = (int) response.headers().firstValueAsLong(JSON_LENGTH).orElse(body.length);
    return outputs(json.readTree(new String(body, 0, length, UTF_8)), body, length);
  }

  private static Map<String, Tensor> outputs(JsonNode answer, byte[] body, int offset) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (JsonNode output : answer.get("outputs")) {
      String name = output.get("name").asString();
      int size = output.get("parameters").get("binary_data_size").asInt();
      long[] shape = output.get("shape").valueStream().mapToLong(JsonNode::asLong).toArray();
      Datatype datatype = Datatype.valueOf(output.get("datatype").asString());
      outputs.put(name, Tensor.of(name, datatype, shape, ByteBuffer.wrap(body, offset, size)));
      offset += size;
    }
    return outputs;
  }

  private HttpResponse<byte[]> send(String model, Tensor... inputs) {
    ObjectNode request = json.createObjectNode();
    request.putObject("parameters").put("binary_data_output", true);
    var raw = new ByteArrayOutputStream();
    for (Tensor input : inputs) {
      byte[] bytes = bytes(input);
      ObjectNode described = request.withArray("inputs").addObject();
      described.put("name", input.name()).put("datatype", input.datatype().name());
      var shape = described.putArray("shape");
      for (long dimension : input.shape()) {
        shape.add(dimension);
      }
      described.putObject("parameters").put("binary_data_size", bytes.length);
      raw.writeBytes(bytes);
    }
    return send(model, json.writeValueAsBytes(request), raw.toByteArray());
  }

  private HttpResponse<byte[]> send(String model, byte[] head, byte[] raw) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(raw);
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v2/models/" + model + "/infer"))
            .timeout(LIMIT)
            .header(JSON_LENGTH, Integer.toString(head.length))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new ConfigurationException(
          "the node at %s does not answer: %s".formatted(server, e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while waiting for the node");
    }
  }

  /** As the protocol has them: each string after its length in 4 bytes, all else as it lies. */
  private static byte[] bytes(Tensor tensor) {
    if (tensor.datatype().fixedWidth()) {
      var contents = new byte[Math.toIntExact(tensor.bytes())];
      tensor.contents().get(contents);
      return contents;
    }
    var bytes = new ByteArrayOutputStream();
    for (byte[] string : tensor.strings()) {
      var length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.writeBytes(length.putInt(string.length).array());
      bytes.writeBytes(string);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    http.close();
  }
}
