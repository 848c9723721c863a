package dev.hearth.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in is told what is wrong with it, in the protocol's own form, while another model
 * of the same node goes on answering.
 */
class BadInputIT {
  @TempDir static Path data;
  private static TestNode node;
  private static Bystander bystander;

  @BeforeAll
  static void start() throws IOException {
    node =
        TestNode.start(
            NodeConfig.parse("requests: {max-body: 2MiB}\n", new Registry())
                .withPort(0)
                .withData(data));
    assertThat(node.deploySum("").statusCode()).isEqualTo(200);
    deploy("lookup", TinyModel.lookup(1, 2, 3));
    deploy("names", TinyModel.identity(Datatype.BYTES, "batch", "1"));
    deploy("asleep", TinyModel.arithmetic(2));
    node.send("POST", "/v2/repository/models/asleep/unload", "").join();
    deploy("steady", TinyModel.arithmetic(2));
    bystander = new Bystander(node, "steady");
  }

  private static void deploy(String name, TinyModel model) {
    Path file = model.write(data.resolve(name + ".onnx"));
    var answer = node.deploy(name, manifest(name, file));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String manifest(String name, Path file) {
    return "kind: Model\nname: %s\nfrom: file:%s\n".formatted(name, file);
  }

  @AfterAll
  static void stop() {
    bystander.close();
    node.close();
  }

  @AfterEach
  void theOtherModelAnswers() {
    bystander.requireNextAnswer();
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.hearth.node.BadRequest#all")
  void badRequestsAreToldWhatIsWrong(BadRequest bad) {
    Wire.Answer answer = Wire.send(node.uri(), bad.method(), bad.path(), bad.headers(), bad.body());
    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
    assertThat(answer.error()).contains(bad.phrase()).hasSizeLessThan(2_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "these are no words of HTTP | 400 | HTTP",
        "POST /v2/models/sum/infer HTTP/1.1\\nContent-Length: -1 | 400 | HTTP",
        "POST /v2/models/sum/infer HTTP/1.1\\nContent-Length: many | 400 | HTTP",
        "POST /v2/models/sum/infer HTTP/1.1\\nContent-Length: 3\\nContent-Length: 4 | 400 | HTTP",
        "POST /v2/models/sum/infer HTTP/1.1\\nContent-Length: 99999999999999999999 | 400 | HTTP",
        "POST /v2/models/sum/infer HTTP/1.1\\nContent-Length: 3000000 | 413 | 2097152 bytes",
        "GET /LONG HTTP/1.1 | 414 | longer than 16384",
        "GET / HTTP/1.1\\nX-Long: LONG | 431 | longer than 32768"
      })
  void whatIsNotHttpIsToldSo(String head, int status, String phrase) {
    String request =
        head.replace("LONG", "x".repeat(40_000)).replace("\\n", "\r\n")
            + "\r\nHost: h\r\nConnection: close\r\n\r\n";
    Wire.Answer answer = Wire.send(node.uri(), request.getBytes(US_ASCII));
    assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(phrase);
  }

  @Test
  void aBodyThatGrowsBeyondTheLimitIsRefused() {
    var body = new StringBuilder();
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    body.append(chunk.repeat(40)).append("0\r\n\r\n");
    Wire.Answer answer =
        Wire.send(
            node.uri(),
            "POST",
            "/v2/models/sum/infer",
            Map.of("Transfer-Encoding", "chunked"),
            body.toString().getBytes(US_ASCII));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).contains("2097152");
    nothingIsHeld();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 99\r\n\r\n{\"in",
        "Content-Length: 99\r\n\r\n",
        "Content-Length: 1000000\r\nInference-Header-Content-Length: 9\r\n\r\n{\"in",
        "Transfer-Encoding: chunked\r\n\r\n50\r\n{\"in",
        "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"i\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Expect: 100-continue\r\nContent-Length: 99\r\n\r\n",
        "Content-Len"
      })
  void aConnectionClosedInTheMiddleLeavesNothingBehind(String rest) {
    for (int i = 0; i < 20; i++) {
      Wire.abandon(node.uri(), "POST /v2/models/sum/infer HTTP/1.1\r\nHost: h\r\n" + rest);
      Wire.abandon(node.uri(), "PUT /admin/v1/models/new HTTP/1.1\r\nHost: h\r\n" + rest);
    }
    nothingIsHeld();
    assertThat(node.get("/v2/models/new").statusCode()).isEqualTo(404);
  }

  private static void nothingIsHeld() {
    TestNode.eventually("bodies are let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
    TestNode.eventually("none is unanswered", () -> node.metric("hearth_unanswered") <= 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void aDamagedModelIsRefusedOrServedButHarmsNobody(int seed) throws IOException {
    var random = new Random(seed);
    byte[] bytes = TinyModel.arithmetic(2).bytes();
    for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
    Path file = data.resolve("damaged.onnx");
    Files.write(file, Arrays.copyOf(bytes, length));
    var answer = node.deploy("damaged", manifest("damaged", file));
    if (answer.statusCode() == 200) {
      assertThat(node.send("DELETE", "/admin/v1/models/damaged", "").join().statusCode())
          .isEqualTo(200);
    } else {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(node.json(answer).get("error").asString()).contains("'damaged'", "damaged.onnx");
    }
  }
}
