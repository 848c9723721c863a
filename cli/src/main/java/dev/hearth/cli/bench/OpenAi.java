package dev.hearth.cli.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's embeddings. */
final class OpenAi implements Dialect {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] MARK = "\"data\"".getBytes(StandardCharsets.US_ASCII);
  private static final String DEFAULT_BASE = "/openai/v1";

  private final HttpMessages messages;
  private final String base;
  private final String model;
  private final Optional<String> encoding;

  /**
   * Requests of one model.
   *
   * @param encoding {@code float} or {@code base64}; the server's own default where it is empty
   */
  OpenAi(Target target, HttpMessages messages, String model, Optional<String> encoding) {
    this.messages = messages;
    this.base = target.prefix().isEmpty() ? DEFAULT_BASE : "";
    this.model = model;
    this.encoding = encoding;
  }

  @Override
  public boolean grpc() {
    return false;
  }

  @Override
  public Request noOp() {
    return messages.get(base + "/models", GLANCE_BYTES);
  }

  @Override
  public Optional<Request> metadata() {
    return Optional.empty();
  }

  @Override
  public List<ModelInputs.Spec> inputs(Answer metadata) {
    return List.of();
  }

  @Override
  public Request infer(int number, List<TensorData> inputs, int keep) {
    throw new IllegalStateException("embeddings are made of texts");
  }

  Request embed(int number, List<String> texts, int keep) {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    if (texts.size() == 1) {
      body.put("input", texts.getFirst());
    } else {
      ArrayNode input = body.putArray("input");
      texts.forEach(input::add);
    }
    encoding.ifPresent(format -> body.put("encoding_format", format));
    return json(number, JSON.writeValueAsBytes(body), keep);
  }

  /** A request whose JSON is given. */
  Request json(int number, byte[] body, int keep) {
    return messages.post(
        number, base + "/embeddings", "Content-Type: application/json\r\n", body, keep);
  }

  @Override
  public boolean plausible(Answer answer) {
    return Bytes.contain(answer.body(), answer.kept(), MARK);
  }

  @Override
  public List<Output> outputs(Answer answer) {
    var outputs = new ArrayList<Output>();
    for (JsonNode item : JSON.readTree(answer.text()).path("data")) {
      double[] numbers = numbers(item.path("embedding"));
      outputs.add(
          new Output(
              item.path("index").asString("0"),
              "FP32",
              List.of((long) numbers.length),
              numbers,
              List.of()));
    }
    return outputs;
  }

  private static double[] numbers(JsonNode embedding) {
    if (embedding.isString()) {
      ByteBuffer raw =
          ByteBuffer.wrap(Base64.getDecoder().decode(embedding.stringValue()))
              .order(ByteOrder.LITTLE_ENDIAN);
      double[] numbers = new double[raw.remaining() / Float.BYTES];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = raw.getFloat();
      }
      return numbers;
    }
    double[] numbers = new double[embedding.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = embedding.get(i).asDouble();
    }
    return numbers;
  }
}
