package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole of the protocol against a real node with a tiny model. */
class ProtocolIT {
  @TempDir static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(data);
    assertThat(node.deploySum("").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String error(HttpResponse<String> response) {
    return node.json(response).get("error").asString();
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/health/live",
    "/v2/health/ready",
    "/v2/models/sum/ready",
    "/v2/models/sum/versions/1/ready",
    "/healthz",
    "/readyz",
    "/metrics",
    "/admin/v1/models"
  })
  void itIsThere(String path) {
    assertThat(node.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void theServerDescribesItself() {
    assertThat(node.json(node.get("/v2")).get("name").asString()).isEqualTo("hearth");
  }

  @Test
  void theModelIsDescribedFromItsGraph() {
    var model = node.json(node.get("/v2/models/sum/versions/1"));
    assertThat(model.get("versions").get(0).asString()).isEqualTo("1");
    assertThat(model.get("inputs").get(0).toString())
        .isEqualTo("{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,2]}");
    assertThat(model.get("outputs")).hasSize(2);
  }

  @Test
  void anAnswerHasNameVersionIdAndOutputs() {
    String body = node.infer(TestNode.SUM.replaceFirst("\\{", "{\"id\":\"42\",")).body();
    assertThat(body)
        .isEqualTo(
            """
            {"model_name":"sum","model_version":"1","id":"42","outputs":[\
            {"name":"sum","datatype":"FP32","shape":[1,2],"data":[4.0,6.5]},\
            {"name":"product","datatype":"FP32","shape":[1,2],"data":[3.0,9.0]}]}\
            """);
  }

  @Test
  void onlyTheOutputsAskedForAreAnswered() {
    String asked = TestNode.SUM.replaceFirst("\\{", "{\"outputs\":[{\"name\":\"product\"}],");
    var outputs = node.json(node.infer(asked)).get("outputs");
    assertThat(outputs).hasSize(1);
    assertThat(outputs.get(0).get("name").asString()).isEqualTo("product");
  }

  @Test
  void aVersionCanBeNamed() {
    var answer = node.send("POST", "/v2/models/sum/versions/1/infer", TestNode.SUM).join();
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"/v2/models/none", "/v2/models/sum/versions/9", "/v2/models/none/ready", "/nothing"})
  void whatDoesNotExistIsNotFound(String path) {
    HttpResponse<String> answer = node.get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(error(answer)).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"DELETE,/v2/models/sum/infer,POST", "POST,/v2/models/sum,GET"})
  void anotherMethodIsRefusedWithTheAllowedOnes(String method, String path, String allowed) {
    HttpResponse<String> answer = node.send(method, path, "").join();
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"b\" | \"name\":\"a\" | more than once",
        "\"name\":\"b\" | \"name\":\"c\" | 'c'",
        "\"FP32\" | \"FP64\" | FP64",
        "[1,2], | [1,2,1], | dimensions",
        "[1,2], | [2,1], | must be the same",
        "4.5 | \"4.5\" | not a number",
        "4.5 | 1e39 | range of FP32",
        "4.5 | NaN | not JSON",
        "4.5]}]} | 4.5 | not JSON",
        "{ | {\"outputs\":[{\"name\":\"z\"}], | 'z'",
        "{ | {\"parameters\":{\"timeout\":-1}, | timeout",
      })
  void badInputIsRefusedWithItsReason(String good, String bad, String reason) {
    int at = good.equals("{") ? 0 : TestNode.SUM.lastIndexOf(good);
    String body = TestNode.SUM.substring(0, at) + bad + TestNode.SUM.substring(at + good.length());
    HttpResponse<String> answer = node.infer(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(error(answer)).contains(reason);
  }

  @Test
  void moreRowsThanABatchMayHaveAreRefused() {
    String zeros = "0,".repeat(39) + "0";
    String many =
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[20,2],\"datatype\":\"FP32\",\"data\":[%s]},"
                .formatted(zeros)
            + "{\"name\":\"b\",\"shape\":[20,2],\"datatype\":\"FP32\",\"data\":[%s]}]}"
                .formatted(zeros);
    assertThat(node.infer(many).statusCode()).isEqualTo(400);
  }

  @Test
  void aTimeoutThatIsNoTimeIsRefused() {
    assertThat(node.infer(TestNode.SUM, "X-Request-Timeout", "soon").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void everyDatatypeGoesThroughAModelAndBack(Datatype datatype) throws IOException {
    String name = "identity-" + datatype.name();
    Path file = data.resolve(name + ".onnx");
    Files.write(file, TinyModel.identity(datatype, "batch", "2").bytes());
    var deployed = node.deploy(name, "kind: Model\nname: " + name + "\nfrom: file:" + file + "\n");
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    String values =
        switch (datatype) {
          case BOOL -> "[true,false]";
          case BYTES -> "[\"\",\"\u00fc\"]";
          case FP16, BF16, FP32, FP64 -> "[-1.5,2.0]";
          default -> "[1,7]";
        };
    var answer =
        node.send(
                "POST",
                "/v2/models/" + name + "/infer",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"%s\",\"data\":%s}]}"
                    .formatted(datatype, values))
            .join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(node.json(answer).get("outputs").get(0).get("data").toString()).isEqualTo(values);
  }

  @Test
  void http2WithoutTlsIsUnderstood(@TempDir Path other) throws IOException {
    try (TestNode http2 = TestNode.startHttp2(other)) {
      http2.deploySum("");
      HttpResponse<String> answer = http2.infer(TestNode.SUM);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void aBodyCutOffByTheCallerHarmsNobody() throws IOException {
    try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST /v2/models/sum/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{\"in"
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    TestNode.eventually("the body is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
  }

  @Test
  void unknownManifestKeysAreRefusedAndNothingIsDeployed() {
    var answer = node.deploy("x", "kind: Model\nname: x\nform: file:/x\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer)).contains("line 3", "'form'", "'from'");
    assertThat(node.get("/v2/models/x").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"corrupt,not a model", "empty,''"})
  void aFileThatIsNoModelIsRefusedAndNothingIsDeployed(String name, String content)
      throws IOException {
    Path file = data.resolve(name + ".onnx");
    Files.writeString(file, content);
    var answer = node.deploy(name, "kind: Model\nname: " + name + "\nfrom: file:" + file + "\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer)).contains(name, "cannot be opened");
    assertThat(node.get("/v2/models/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void aDeploymentCanBeFollowedLineByLine() throws IOException {
    Path file = data.resolve("followed.onnx");
    Files.write(file, TinyModel.arithmetic(2).bytes());
    var answer =
        node.send(
                "PUT",
                "/admin/v1/models/followed",
                "kind: Model\nname: followed\nfrom: file:" + file + "\n",
                "Accept",
                "application/x-ndjson")
            .join();
    String last = answer.body().lines().reduce("", (_, line) -> line);
    assertThat(last).startsWith("{\"event\":\"deployed\",\"model\":{\"name\":\"followed\"");
  }

  @Test
  void aNameThatIsNotTheManifestsIsRefused() {
    var answer = node.deploy("y", "kind: Model\nname: x\nfrom: file:/x\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer)).contains("'x'", "'y'");
  }

  @Test
  void removingWhatIsNotDeployedIsNotFound() {
    var answer = node.send("DELETE", "/admin/v1/models/none", "").join();
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(node.json(answer).properties().stream().map(Map.Entry::getKey))
        .containsExactly("error");
  }
}
