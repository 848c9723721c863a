package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tensors as JSON and as binary data in one request, against a real node. */
class BinaryTensorsIT {
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What came back: the object, and the bytes after it in hexadecimal. */
  private record Answer(JsonNode json, String raw) {}

  @TempDir static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(data);
    node.deploySum("");
    Path file = data.resolve("identity-FP32.onnx");
    Files.write(file, TinyModel.identity(Datatype.FP32, "batch", "2").bytes());
    node.deploy("identity-FP32", "kind: Model\nname: identity-FP32\nfrom: file:" + file + "\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String request(Datatype datatype, boolean binaryIn, boolean binaryOut) {
    DatatypeSample sample = DatatypeSample.of(datatype);
    String input =
        binaryIn
            ? "\"parameters\":{\"binary_data_size\":" + sample.raw().length + "}"
            : "\"data\":" + sample.json();
    return """
    {"inputs":[{"name":"x","shape":[1,2],"datatype":"%s",%s}],
     "outputs":[{"name":"y","parameters":{"binary_data":%s}}]}\
    """
        .formatted(datatype, input, binaryOut);
  }

  private static byte[] joined(String json, byte[] raw) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(UTF_8));
    body.writeBytes(raw);
    return body.toByteArray();
  }

  private static HttpResponse<byte[]> post(String model, String json, byte[] raw) {
    String length = Integer.toString(json.getBytes(UTF_8).length);
    return node.sendBytes("/v2/models/" + model + "/infer", joined(json, raw), JSON_LENGTH, length);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    int json =
        (int) response.headers().firstValueAsLong(JSON_LENGTH).orElse(response.body().length);
    byte[] raw = Arrays.copyOfRange(response.body(), json, response.body().length);
    return new Answer(
        JSON.readTree(new String(response.body(), 0, json, UTF_8)), HexFormat.of().formatHex(raw));
  }

  @Test
  void jsonAndBinaryInputsMayBeMixedAndAllOutputsBinary() {
    String json =
        """
        {"parameters":{"binary_data_output":true},"inputs":[
        {"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}},
        {"name":"b","shape":[1,2],"datatype":"FP32","data":[3,4]}]}\
        """;
    HttpResponse<byte[]> response = post("sum", json, HexFormat.of().parseHex("0000803f00000040"));
    Answer answer = answer(response);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(answer.json().get("outputs").toString())
        .isEqualTo(
            """
            [{"name":"sum","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}},\
            {"name":"product","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]\
            """);
    assertThat(answer.raw()).isEqualTo("000080400000c0400000404000000041");
  }

  @Test
  void anAnswerWithoutBinaryDataIsPlainJson() {
    HttpResponse<byte[]> response = post("sum", TestNode.SUM, new byte[0]);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue(JSON_LENGTH)).isEmpty();
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void aLargeTensorGoesThroughAndBackInPieces() throws IOException {
    int columns = 300_000;
    Path file = data.resolve("wide.onnx");
    Files.write(
        file, TinyModel.identity(Datatype.FP32, "batch", Integer.toString(columns)).bytes());
    node.deploy("wide", "kind: Model\nname: wide\nfrom: file:" + file + "\n");
    var raw = new byte[columns * Float.BYTES];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) (i % 61);
    }
    String json =
        """
        {"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,%d],\
        "datatype":"FP32","parameters":{"binary_data_size":%d}}]}\
        """
            .formatted(columns, raw.length);
    assertThat(answer(post("wide", json, raw)).raw()).isEqualTo(HexFormat.of().formatHex(raw));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"-5 | is '-5'", "0 | is '0'", "soon | is 'soon'", "99999 | but the body has only"})
  void aHeaderThatDoesNotFitTheBodyIsRefused(String length, String reason) {
    HttpResponse<String> answer = node.infer(TestNode.SUM, JSON_LENGTH, length);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(node.json(answer).get("error").asString()).contains(reason);
  }

  @Test
  void aHeaderThatCutsTheJsonIsRefusedAndTheNodeStaysUp() {
    assertThat(node.infer(TestNode.SUM, JSON_LENGTH, "20").statusCode()).isEqualTo(400);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void binaryDataWithoutTheHeaderAreRefused() {
    var answer =
        node.send("POST", "/v2/models/identity-FP32/infer", request(Datatype.FP32, true, false))
            .join();
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(JSON_LENGTH);
  }

  @Test
  void theBodyIsLetGoAfterTheAnswer() {
    answer(
        post(
            "identity-FP32",
            request(Datatype.FP32, true, true),
            DatatypeSample.of(Datatype.FP32).raw()));
    TestNode.eventually("it is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
  }
}
