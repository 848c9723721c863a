package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text into a real model over each HTTP protocol. */
class TextIT {
  private static final int WIDTH = 384;

  /** The same rows in the same run. */
  private static final double SAME = 1e-6;

  /** Int8 alone and in company: the scale of an activation is taken over the whole batch. */
  private static final double INT8_COSINE = 0.97;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> TEXTS = Sentences.examples();

  @TempDir static Path data;
  private static TestNode node;

  @BeforeAll
  static void deploy() throws IOException {
    node = TestNode.start(data);
    assertThat(node.deploy("minilm", TestNode.minilm()).statusCode()).isEqualTo(200);
    assertThat(node.deploySum("batching: {max-size: 2}\n").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpResponse<String> post(String path, Map<String, ?> body) {
    return node.send("POST", path, JSON.writeValueAsString(body)).join();
  }

  private static JsonNode embeddings(Map<String, ?> body) {
    HttpResponse<String> response = post("/openai/v1/embeddings", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return node.json(response);
  }

  private static double[] vector(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static double[] openAi(JsonNode answer, int index) {
    return vector(answer.get("data").get(index).get("embedding"));
  }

  private static void assertSame(double[] actual, double[] expected) {
    assertThat(actual).hasSize(WIDTH).containsExactly(expected, within(SAME));
  }

  private static double[] inferred(String text) {
    HttpResponse<String> response =
        node.send("POST", "/v2/models/minilm/infer", Sentences.request(List.of(text))).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Sentences.embeddings(node.json(response))[0];
  }

  @Test
  void theModelIsShownAsOneThatTakesText() {
    JsonNode model = node.json(node.get("/v2/models/minilm"));
    assertThat(model.get("inputs").toString())
        .isEqualTo("[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[-1]}]");
    assertThat(model.get("outputs").toString())
        .isEqualTo("[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[-1,384]}]");
  }

  @Test
  void everyProtocolAnswersTheSameVector() {
    String text = TEXTS.getFirst();
    double[] expected = inferred(text);
    assertThat(Sentences.cosine(expected, expected)).isCloseTo(1, within(SAME));
    assertSame(openAi(embeddings(Map.of("model", "minilm", "input", text)), 0), expected);
    JsonNode rows =
        node.json(post("/v1/models/minilm:predict", Map.of("instances", List.of(text))));
    assertSame(vector(rows.get("predictions").get(0)), expected);
    JsonNode named =
        node.json(
            post("/v1/models/minilm:predict", Map.of("instances", List.of(Map.of("text", text)))));
    assertSame(vector(named.get("predictions").get(0)), expected);
    String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    JsonNode columns =
        node.json(
            post("/v1/models/minilm:predict", Map.of("inputs", List.of(Map.of("b64", base64)))));
    assertSame(vector(columns.get("outputs").get(0)), expected);
  }

  @Test
  void base64HoldsTheSameNumbers() {
    Map<String, Object> body =
        Map.of("model", "minilm", "input", TEXTS, "encoding_format", "base64", "user", "someone");
    JsonNode packed = embeddings(body);
    JsonNode plain = embeddings(Map.of("model", "minilm", "input", TEXTS));
    for (int i = 0; i < TEXTS.size(); i++) {
      byte[] bytes =
          Base64.getDecoder().decode(packed.get("data").get(i).get("embedding").asString());
      var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      double[] expected = openAi(plain, i);
      for (double number : expected) {
        assertThat((double) numbers.get()).isCloseTo(number, within(SAME));
      }
      assertThat(numbers.hasRemaining()).isFalse();
      assertThat(packed.get("data").get(i).get("index").asInt()).isEqualTo(i);
    }
  }

  @Test
  void tokensMayBeSentInPlaceOfText() throws IOException {
    try (InputStream stream =
        TextIT.class.getResourceAsStream("/dev/hearth/inference/sentences.json")) {
      JsonNode ids = JSON.readTree(stream).get("sentences").get(0).get("ids");
      JsonNode text = embeddings(Map.of("model", "minilm", "input", TEXTS.getFirst()));
      JsonNode tokens = embeddings(Map.of("model", "minilm", "input", ids));
      JsonNode several = embeddings(Map.of("model", "minilm", "input", List.of(ids)));
      assertSame(openAi(tokens, 0), openAi(text, 0));
      assertSame(openAi(several, 0), openAi(text, 0));
      assertThat(text.get("usage").get("prompt_tokens").asInt()).isEqualTo(ids.size());
      assertThat(tokens.get("usage").get("total_tokens").asInt()).isEqualTo(ids.size());
    }
  }

  @Test
  void moreInputsThanOneRunCarriesAreAnsweredInOrder() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(TEXTS.get(i % TEXTS.size()));
    }
    JsonNode answer = embeddings(Map.of("model", "minilm", "input", many));
    JsonNode predictions =
        node.json(post("/v1/models/minilm:predict", Map.of("instances", many))).get("predictions");
    assertThat(answer.get("data")).hasSize(many.size());
    assertThat(predictions).hasSize(many.size());
    for (int i : List.of(0, 17, 49)) {
      double[] alone = inferred(many.get(i));
      assertThat(Sentences.cosine(openAi(answer, i), alone)).isGreaterThan(INT8_COSINE);
      assertThat(Sentences.cosine(vector(predictions.get(i)), alone)).isGreaterThan(INT8_COSINE);
    }
  }

  @Test
  void modelsThatGiveEmbeddingsAreListed() {
    JsonNode list = node.json(node.get("/openai/v1/models"));
    assertThat(list.get("object").asString()).isEqualTo("list");
    assertThat(list.get("data")).hasSize(1);
    JsonNode model = node.json(node.get("/openai/v1/models/minilm"));
    assertThat(model).isEqualTo(list.get("data").get(0));
    assertThat(model.get("object").asString()).isEqualTo("model");
    assertThat(model.get("owned_by").asString()).isEqualTo("hearth");
    assertThat(node.get("/openai/v1/models/none").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'none','input':'a'} | 404 | model | model_not_found | none",
        "{'model':'sum','input':'a'} | 400 | model | | no embeddings",
        "{'input':'a'} | 400 | model | | name a model",
        "{'model':'minilm'} | 400 | input | | give an input",
        "{'model':'minilm','input':[]} | 400 | input | | must not be empty",
        "{'model':'minilm','input':''} | 400 | input | | empty string",
        "{'model':'minilm','input':['a',1]} | 400 | input | | array of strings",
        "{'model':'minilm','input':[[1],[]]} | 400 | input | | empty array of tokens",
        "{'model':'minilm','input':[1000000]} | 400 | | | refused the input",
        "{'model':'minilm','input':'a','encoding_format':'hex'} | 400 | encoding_format | | base64",
        "{'model':'minilm','input':'a','dimensions':128} | 400 | dimensions | | 384",
        "{'model':'minilm','input':'a' | 400 | | | not JSON",
      })
  void problemsAreToldAsOpenAiTellsThem(
      String body, int status, String param, String code, String message) {
    HttpResponse<String> response =
        node.send("POST", "/openai/v1/embeddings", body.replace('\'', '"')).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = node.json(response).get("error");
    assertThat(error.get("message").asString()).contains(message);
    assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.get("param").asString(null)).isEqualTo(param);
    assertThat(error.get("code").asString(null)).isEqualTo(code);
  }

  @Test
  void tooManyInputsAreRefused() {
    List<String> many = Collections.nCopies(2_049, "a");
    HttpResponse<String> response =
        post("/openai/v1/embeddings", Map.of("model", "minilm", "input", many));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("2048");
  }

  @Test
  void unknownAddressesBelowOpenAiHaveItsErrorForm() {
    HttpResponse<String> response = node.get("/openai/v1/chat");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(node.json(response).get("error").get("message").asString()).contains("/chat");
  }

  @Test
  void kserveListsModelsAndTheirReadiness() {
    assertThat(node.get("/v1/models").body()).isEqualTo("{\"models\":[\"minilm\",\"sum\"]}");
    assertThat(node.get("/v1/models/minilm").body())
        .isEqualTo("{\"name\":\"minilm\",\"ready\":true}");
    assertThat(node.get("/v1/models/none").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'instances':[{'a':[1,2],'b':[3,4.5]}]}"
            + " | {'predictions':[{'sum':[4.0,6.5],'product':[3.0,9.0]}]}",
        "{'instances':[{'a':[1,2],'b':[3,4]},{'a':[0,0],'b':[1,1]},{'b':[2,2],'a':[1,0]}]}"
            + " | {'predictions':[{'sum':[4.0,6.0],'product':[3.0,8.0]},"
            + "{'sum':[1.0,1.0],'product':[0.0,0.0]},{'sum':[3.0,2.0],'product':[2.0,0.0]}]}",
        "{'signature_name':'x','inputs':{'a':[[1,2]],'b':[[3,4]]}}"
            + " | {'outputs':{'sum':[[4.0,6.0]],'product':[[3.0,8.0]]}}",
        "{'inputs':{'a':[[1,2],[1,2],[0,0]],'b':[[3,4],[3,4],[1,1]]}}"
            + " | {'outputs':{'sum':[[4.0,6.0],[4.0,6.0],[1.0,1.0]],"
            + "'product':[[3.0,8.0],[3.0,8.0],[0.0,0.0]]}}",
      })
  void kserveAnswersRowsAndColumns(String body, String answer) {
    HttpResponse<String> response =
        node.send("POST", "/v1/models/sum:predict", body.replace('\'', '"')).join();
    assertThat(response.body()).isEqualTo(answer.replace('\'', '"'));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | neither instances nor inputs",
        "{'instances':[]} | must not be empty",
        "{'instances':{}} | must be an array",
        "{'instances':[[1,2]]} | each value needs its name",
        "{'instances':[{'a':[1,2],'b':[1,2]},{'a':[1,2]}]} | instance 2 does not have",
        "{'instances':[{'a':[1,2],'c':[1,2]}]} | no input 'c'",
        "{'instances':[{'a':[1,2],'b':[1]}]} | must be 2",
        "{'instances':[{'a':[1,2],'b':[1,2]},{'a':[1],'b':[1,2]}]} | uneven",
        "{'instances':[{'a':['x',2],'b':[1,2]}]} | not a number",
        "{'inputs':{'a':[[1,2]]}} | input 'b' is missing",
        "{'inputs':{'a':[[1,2]]},'instances':[]} | both",
        "{'instances':[ | not JSON",
      })
  void kserveSaysWhatIsWrong(String body, String message) {
    HttpResponse<String> response =
        node.send("POST", "/v1/models/sum:predict", body.replace('\'', '"')).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(node.json(response).get("error").asString()).contains(message);
  }

  @Test
  void aPredictionOfAnUnknownModelIsNotFound() {
    HttpResponse<String> response = post("/v1/models/none:predict", Map.of("instances", List.of()));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("none");
  }

  @Test
  void aMissingTokenizerIsNamedWhenTheModelIsDeployed() throws IOException {
    String manifest = TestNode.minilm().replace("-q-tokenizer.json", "-none.json");
    HttpResponse<String> response =
        node.deploy("broken", manifest.replace("name: minilm", "name: broken"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(node.json(response).get("error").asString())
        .contains("embedding.tokenizer", "!/all-minilm-l6-v2-none.json");
    assertThat(node.get("/v2/models/broken").statusCode()).isEqualTo(404);
  }

  @Test
  void textIsServedAfterARestartWithoutItsSources(@TempDir Path directory) throws IOException {
    JsonNode status = node.json(node.get("/admin/v1/models/minilm"));
    Path store = data.resolve("models").resolve("sha256");
    Path graph = directory.resolve("graph.onnx");
    Files.copy(store.resolve(digest(status)), graph);
    Path tokenizer = directory.resolve("tokenizer.json");
    Files.copy(tokenizer(store), tokenizer);
    Path own = Files.createDirectory(directory.resolve("data"));
    String manifest =
        "kind: Model\nname: minilm\nfrom: file:%s\nembedding: {tokenizer: \"file:%s\"}\n"
            .formatted(graph, tokenizer);
    double[] before;
    try (TestNode first = TestNode.start(own);
        NodeClient client = new NodeClient(first.uri())) {
      assertThat(first.deploy("minilm", manifest).statusCode()).isEqualTo(200);
      before = embedding(client);
    }
    Files.delete(graph);
    Files.delete(tokenizer);
    try (TestNode second = TestNode.start(own);
        NodeClient client = new NodeClient(second.uri())) {
      assertSame(embedding(client), before);
    }
  }

  private static double[] embedding(NodeClient client) {
    String answer = client.infer("minilm", Sentences.request(TEXTS.subList(0, 1)));
    return Sentences.embeddings(client.parse(answer))[0];
  }

  private static String digest(JsonNode status) {
    return status.findValue("sha256").asString();
  }

  private static Path tokenizer(Path store) throws IOException {
    try (var files = Files.list(store)) {
      return files
          .filter(file -> file.toFile().length() > 100_000 && file.toFile().length() < 1_000_000)
          .findFirst()
          .orElseThrow();
    }
  }
}
