package dev.hearth.cli.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Open Inference Protocol over HTTP, with tensors as JSON or as binary data after it. */
final class OipHttp implements Dialect {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] MARK = "\"outputs\"".getBytes(StandardCharsets.US_ASCII);

  private final HttpMessages messages;
  private final String model;
  private final boolean binary;
  private final List<String> wanted;

  /**
   * Requests of one model.
   *
   * @param path of the model, like {@code /v2/models/m}
   * @param wanted names of the outputs to ask for; all where there are none
   */
  OipHttp(HttpMessages messages, String path, boolean binary, List<String> wanted) {
    this.messages = messages;
    this.model = path;
    this.binary = binary;
    this.wanted = List.copyOf(wanted);
  }

  /** Whether tensors go as binary data. */
  boolean binary() {
    return binary;
  }

  @Override
  public boolean grpc() {
    return false;
  }

  @Override
  public Request noOp() {
    return messages.get("/v2/health/live", GLANCE_BYTES);
  }

  @Override
  public Optional<Request> metadata() {
    return Optional.of(messages.get(model, WHOLE_BYTES));
  }

  @Override
  public List<ModelInputs.Spec> inputs(Answer metadata) {
    var specs = new ArrayList<ModelInputs.Spec>();
    for (JsonNode input : JSON.readTree(metadata.text()).path("inputs")) {
      specs.add(
          new ModelInputs.Spec(
              input.path("name").asString(""),
              input.path("datatype").asString(""),
              shape(input.path("shape"))));
    }
    return specs;
  }

  private static List<Long> shape(JsonNode dimensions) {
    var shape = new ArrayList<Long>();
    dimensions.forEach(dimension -> shape.add(dimension.asLong()));
    return shape;
  }

  @Override
  public Request infer(int number, List<TensorData> inputs, int keep) {
    return binary ? binary(number, inputs, keep) : json(number, inputs, keep);
  }

  private Request json(int number, List<TensorData> inputs, int keep) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode tensors = body.putArray("inputs");
    inputs.forEach(input -> input.json(tensors.addObject()));
    want(body);
    return json(number, JSON.writeValueAsBytes(body), keep);
  }

  /** A request whose JSON is given. */
  Request json(int number, byte[] body, int keep) {
    return messages.post(
        number, model + "/infer", "Content-Type: application/json\r\n", body, keep);
  }

  private Request binary(int number, List<TensorData> inputs, int keep) {
    ObjectNode head = JSON.createObjectNode();
    ArrayNode tensors = head.putArray("inputs");
    var data = new ByteArrayOutputStream();
    for (TensorData input : inputs) {
      input
          .head(tensors.addObject())
          .putObject("parameters")
          .put("binary_data_size", input.raw().size());
      data.writeBytes(input.raw().toByteArray());
    }
    want(head);
    head.putObject("parameters").put("binary_data_output", true);
    byte[] json = JSON.writeValueAsBytes(head);
    var body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(data.toByteArray());
    String headers =
        "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: %d\r\n"
            .formatted(json.length);
    return messages.post(number, model + "/infer", headers, body.toByteArray(), keep);
  }

  private void want(ObjectNode body) {
    if (!wanted.isEmpty()) {
      ArrayNode outputs = body.putArray("outputs");
      wanted.forEach(name -> outputs.addObject().put("name", name));
    }
  }

  @Override
  public boolean plausible(Answer answer) {
    return Bytes.contain(answer.body(), answer.kept(), MARK);
  }

  @Override
  public List<Output> outputs(Answer answer) {
    int json = answer.jsonBytes() < 0 ? answer.kept() : answer.jsonBytes();
    JsonNode root = JSON.readTree(answer.body(), 0, json);
    ByteBuffer data =
        ByteBuffer.wrap(answer.body(), json, answer.kept() - json)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    var outputs = new ArrayList<Output>();
    for (JsonNode output : root.path("outputs")) {
      JsonNode size = output.path("parameters").path("binary_data_size");
      outputs.add(
          size.isMissingNode()
              ? Outputs.ofJson(output, shape(output.path("shape")))
              : Outputs.ofRaw(
                  output.path("name").asString(""),
                  output.path("datatype").asString(""),
                  shape(output.path("shape")),
                  Bytes.next(data, size.asInt())));
    }
    return outputs;
  }
}
