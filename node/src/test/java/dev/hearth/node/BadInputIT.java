package dev.hearth.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import dev.hearth.policies.Registry;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
import tools.jackson.databind.JsonNode;

/**
 * Whatever comes in is told what is wrong with it, in the protocol's own form, while another model
 * of the same node goes on answering.
 */
class BadInputIT {
  private static final String TOKENIZER =
      """
      {"version": "1.0",
       "pre_tokenizer": {"type": "Whitespace"},
       "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1, "b": 2}, "unk_token": "[UNK]"}}
      """;

  @TempDir static Path data;
  private static TestNode node;
  private static Bystander bystander;
  private static TestGrpc grpc;

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
    deploy("words", TinyModel.embeddings(1, 2, 3), embedding(TOKENIZER.getBytes(UTF_8)));
    deploy("vectors", TinyModel.embeddings(1, 2, 3), "embedding: {normalize: false}\n");
    deploy("steady", TinyModel.arithmetic(2));
    bystander = new Bystander(node, "steady");
    grpc = new TestGrpc(node);
  }

  private static void deploy(String name, TinyModel model) {
    deploy(name, model, "");
  }

  private static void deploy(String name, TinyModel model, String more) {
    var answer = tryDeploy(name, model, more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> tryDeploy(String name, TinyModel model, String more) {
    Path file = model.write(data.resolve(name + ".onnx"));
    return node.deploy(name, manifest(name, file) + more);
  }

  /** What a manifest says of a tokenizer, which is written as {@code tokenizer.json}. */
  private static String embedding(byte[] tokenizer) {
    Path file = data.resolve("tokenizer.json");
    try {
      Files.write(file, tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return embedding("file:" + file);
  }

  private static String embedding(String tokenizer) {
    return "embedding: {tokenizer: \"%s\", max-tokens: 8, normalize: false}\n".formatted(tokenizer);
  }

  private static String manifest(String name, Path file) {
    return "kind: Model\nname: %s\nfrom: file:%s\n".formatted(name, file);
  }

  @AfterAll
  static void stop() {
    nothingIsHeld();
    grpc.close();
    bystander.close();
    node.close();
  }

  @AfterEach
  void theOtherModelAnswers() {
    bystander.requireNextAnswer();
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"dev.hearth.node.BadRequest#all", "dev.hearth.node.BadPrediction#all"})
  void badRequestsAreToldWhatIsWrong(BadRequest bad) {
    Wire.Answer answer = Wire.send(node.uri(), bad);
    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
    assertThat(answer.error()).contains(bad.phrase()).hasSizeLessThan(2_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.hearth.node.BadEmbedding#all")
  void badEmbeddingRequestsAreToldInOpenAisForm(BadEmbedding bad) {
    Wire.Answer answer = Wire.send(node.uri(), bad.request());
    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.request().status());
    assertThat(answer.json().propertyNames()).containsExactly("error");
    JsonNode error = answer.json().get("error");
    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.get("message").asString())
        .contains(bad.request().phrase())
        .hasSizeLessThan(2_000);
    assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.get("param").asString(null)).isEqualTo(bad.param());
    assertThat(error.get("code").asString(null)).isEqualTo(bad.code());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.hearth.node.BadCall#all")
  void badCallsEndWithTheirStatus(BadCall bad) {
    Status status = grpc.refusal(bad.method(), bad.message());
    assertThat(status.getCode()).as(status.toString()).isEqualTo(bad.code());
    assertThat(status.getDescription()).contains(bad.phrase()).hasSizeLessThan(2_000);
  }

  @Test
  void aCallOfOneMessageTakesNoneAndTwoNot() {
    byte[] good = TestGrpc.sum().build().toByteArray();
    String method = TestGrpc.SERVICE + "/ModelInfer";
    for (byte[][] messages : new byte[][][] {{}, {good, good}}) {
      Status status = grpc.refusal(method, messages);
      assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status.getDescription()).contains("takes one message");
    }
  }

  /** Else they might be refused for another reason than they should. */
  @Test
  void goodRequestsToTheSameModelsAreAnswered() {
    assertThat(post("/openai/v1/embeddings", "{'model':'words','input':'a b'}"))
        .contains("\"embedding\":[2.5]");
    assertThat(post("/openai/v1/embeddings", "{'model':'vectors','input':[0,2],'dimensions':1}"))
        .contains("\"embedding\":[2.0]");
    assertThat(post("/v1/models/words:predict", "{'instances':['b','a']}"))
        .isEqualTo("{\"predictions\":[[3.0],[2.0]]}");
    assertThat(post("/v1/models/names:predict", "{'instances':[[{'b64':'QQ=='}]]}"))
        .isEqualTo("{\"predictions\":[[\"A\"]]}");
    assertThat(post("/v1/models/lookup:predict", "{'instances':[[2]]}"))
        .isEqualTo("{\"predictions\":[[3.0]]}");
    assertThat(grpc.inference.modelInfer(TestGrpc.rawSum().build()).getRawOutputContents(0))
        .isEqualTo(TestGrpc.raw(4, 6.5f));
  }

  private static String post(String path, String body) {
    return node.send("POST", path, body.replace('\'', '"')).join().body();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no tokenizer",
        "{",
        "{}",
        "[]",
        "null",
        "{'version': '1.0'}",
        "{'version': '1.0', 'model': {'type': 'Guess', 'vocab': {}}}",
        "{'version': '1.0', 'model': {'type': 'WordLevel', 'vocab': 7, 'unk_token': 'a'}}",
        "{'version': '1.0', 'model': {'type': 'WordLevel', 'vocab': {'a': -1}, 'unk_token': 'a'}}",
        "{'version': '1.0', 'model': {'type': 'WordPiece', 'vocab': {'a'",
      })
  void aTokenizerThatIsNoneIsNamed(String contents) {
    aTokenizerIsRefused(
        embedding(contents.replace('\'', '"').getBytes(UTF_8)), "as Hugging Face writes them");
  }

  @Test
  void aTemplateOfUnknownTokensIsRefusedForItWouldEndTheProcess() {
    String template =
        "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"[S]\","
            + " \"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}";
    for (String processor :
        List.of(template, "{\"type\": \"Sequence\", \"processors\": [" + template + "]}")) {
      String tokenizer =
          TOKENIZER.replace("\"model\":", "\"post_processor\": " + processor + ", \"model\":");
      aTokenizerIsRefused(embedding(tokenizer.getBytes(UTF_8)), "the special token '[S]'");
    }
  }

  @Test
  void aTokenizerOfOtherBytesIsNamed() {
    aTokenizerIsRefused(embedding(TinyModel.arithmetic(2).bytes()), "as Hugging Face writes them");
    aTokenizerIsRefused(embedding(new byte[1 << 20]), "as Hugging Face writes them");
  }

  @Test
  void aTokenizerThatIsNotThereIsNamed() throws IOException {
    aTokenizerIsRefused(embedding("file:" + data.resolve("none/tokenizer.json")), "no file");
    aTokenizerIsRefused(
        embedding("file:" + Files.createDirectory(data.resolve("tokenizer.json.d"))), "directory");
  }

  private static void aTokenizerIsRefused(String embedding, String phrase) {
    var answer = tryDeploy("broken", TinyModel.embeddings(1, 2, 3), embedding);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(node.json(answer).get("error").asString())
        .contains("'broken' was not deployed", "tokenizer.json", phrase)
        .hasSizeLessThan(2_000);
    assertThat(node.get("/v2/models/broken").statusCode()).isEqualTo(404);
  }

  @Test
  void aTokenizerThatFailsOnATextFailsThatRequestOnly() {
    String partial = TOKENIZER.replace("\"[UNK]\": 0, ", "");
    deploy("partial", TinyModel.embeddings(1, 2, 3), embedding(partial.getBytes(UTF_8)));
    for (int i = 0; i < 3; i++) {
      assertThat(post("/v1/models/partial:predict", "{'instances':['a','c']}"))
          .contains("element 1 of input 'text' cannot be made into tokens", "UNK");
      assertThat(post("/v1/models/partial:predict", "{'instances':['a']}"))
          .isEqualTo("{\"predictions\":[[2.0]]}");
    }
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
            + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
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
      Wire.abandon(node.uri(), "POST /v2/models/sum/infer HTTP/1.1\r\nHost: localhost\r\n" + rest);
      Wire.abandon(node.uri(), "PUT /admin/v1/models/new HTTP/1.1\r\nHost: localhost\r\n" + rest);
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
