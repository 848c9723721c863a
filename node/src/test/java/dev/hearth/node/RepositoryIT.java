package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Models are listed, unloaded and loaded, and tell what they did, against a real node. */
class RepositoryIT {
  private static final String READY =
      "[{\"name\":\"sum\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]";
  private static final String UNLOADED =
      "[{\"name\":\"sum\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}]";

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = TestNode.start(data);
    assertThat(node.deploySum("").statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private HttpResponse<String> post(String path, String body) {
    return node.send("POST", "/v2/repository/" + path, body).join();
  }

  private void unload() {
    assertThat(post("models/sum/unload", "").statusCode()).isEqualTo(200);
  }

  private int instances() {
    return node.json(node.get("/admin/v1/models/sum")).get("instances").size();
  }

  private JsonNode statistics(String path) {
    return node.json(node.get(path)).get("model_stats").get(0);
  }

  @Test
  void theServerNamesTheExtensionsItServes() {
    assertThat(node.json(node.get("/v2")).get("extensions").toString())
        .isEqualTo("[\"binary_tensor_data\",\"model_repository\",\"statistics\"]");
  }

  @Test
  void theIndexListsWhatIsDeployed() {
    assertThat(post("index", "").body()).isEqualTo(READY);
    unload();
    assertThat(post("index", "{}").body()).isEqualTo(UNLOADED);
  }

  @Test
  void theIndexListsOnlyWhatIsReadyIfAsked() {
    assertThat(post("index", "{\"ready\":true}").body()).isEqualTo(READY);
    unload();
    assertThat(post("index", "{\"ready\":true}").body()).isEqualTo("[]");
  }

  @Test
  void anUnloadedModelIsNotReadyAndACallDoesNotWakeIt() {
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    unload();
    HttpResponse<String> answer = node.infer(TestNode.SUM);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("unloaded", "/v2/repository/models/sum/load");
    assertThat(node.get("/v2/models/sum/ready").statusCode()).isEqualTo(503);
    assertThat(node.get("/v2/models/sum").statusCode()).isEqualTo(200);
    TestNode.eventually("its instances end", () -> instances() == 0);
  }

  @Test
  void aLoadedModelAnswersAgain() {
    unload();
    assertThat(post("models/sum/load", "{\"parameters\":{}}").statusCode()).isEqualTo(200);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    assertThat(node.get("/v2/models/sum/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aModelUnloadedAndLoadedWhileItsInstanceStillEndsAnswers() {
    for (int i = 0; i < 20; i++) {
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
      unload();
      assertThat(post("models/sum/load", "").statusCode()).isEqualTo(200);
    }
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void aModelThatIsLoadedStaysAsItIsWhileItsFileDoes() {
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    assertThat(post("models/sum/load", "").statusCode()).isEqualTo(200);
    assertThat(node.json(node.infer(TestNode.SUM)).get("model_version").asString()).isEqualTo("1");
    assertThat(node.metric("hearth_cold_starts_total{model=\"sum\"}")).isEqualTo(1);
  }

  @Test
  void aModelWhoseFileChangedIsLoadedAsANewVersion() {
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    TinyModel.arithmetic(2)
        .node("Identity", List.of("sum"), List.of("unused"))
        .write(data.resolve("sum.onnx"));
    assertThat(post("models/sum/load", "").statusCode()).isEqualTo(200);
    assertThat(node.json(node.infer(TestNode.SUM)).get("model_version").asString()).isEqualTo("2");
  }

  @Test
  void aModelWhoseFileIsGoneStaysAsItIs() throws IOException {
    Files.delete(data.resolve("sum.onnx"));
    HttpResponse<String> answer = post("models/sum/load", "");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("sum.onnx");
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    unload();
    assertThat(post("models/sum/load", "").statusCode()).isEqualTo(200);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsAcceptedBeforeAreAnswered() throws IOException {
    node.deploySum("batching: {max-size: 16, max-delay: 2s}\n");
    CompletableFuture<HttpResponse<String>> accepted = node.inferLater(TestNode.SUM);
    TestNode.eventually("it waits", () -> node.metric("hearth_queue_length{model=\"sum\"}") == 1);
    unload();
    assertThat(accepted.join().statusCode()).isEqualTo(200);
  }

  @Test
  void unloadingOutlivesARestart() {
    unload();
    node.close();
    node = TestNode.start(data);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(503);
    assertThat(post("index", "").body()).isEqualTo(UNLOADED);
    assertThat(post("models/sum/load", "").statusCode()).isEqualTo(200);
    node.close();
    node = TestNode.start(data);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void aNewDeploymentIsLoaded() throws IOException {
    unload();
    node.deploySum("slots: 2\n");
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void anUnloadedModelCanBeRemoved() {
    unload();
    assertThat(node.send("DELETE", "/admin/v1/models/sum", "").join().statusCode()).isEqualTo(200);
    assertThat(post("index", "").body()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "models/none/load | | 404 | 'none'",
        "models/none/unload | | 404 | 'none'",
        "index | {\"ready\":1} | 400 | true or false",
        "index | {\"ready\" | 400 | not JSON",
        "index | [] | 400 | object",
        "models/sum/load | {\"parameters\":{\"config\":\"{}\"}} | 400 | 'config'"
      })
  void whatCannotBeDoneIsRefused(String path, String body, int status, String reason) {
    HttpResponse<String> answer = post(path, body == null ? "" : body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(node.json(answer).get("error").asString()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({"/v2/models/stats", "/v2/models/sum/stats", "/v2/models/sum/versions/1/stats"})
  void aModelTellsWhatItDid(String path) {
    long before = System.currentTimeMillis();
    node.infer(TestNode.SUM);
    String two =
        TestNode.SUM
            .replace("\"shape\":[1,2]", "\"shape\":[2,2]")
            .replace("\"data\":[1,2]", "\"data\":[1,2,3,4]")
            .replace("\"data\":[3,4.5]", "\"data\":[1,2,3,4]");
    assertThat(node.infer(two).statusCode()).isEqualTo(200);
    JsonNode statistics = statistics(path);
    assertThat(statistics.get("name").asString()).isEqualTo("sum");
    assertThat(statistics.get("version").asString()).isEqualTo("1");
    assertThat(statistics.get("last_inference").asLong()).isGreaterThanOrEqualTo(before);
    assertThat(statistics.get("inference_count").asLong()).isEqualTo(3);
    assertThat(statistics.get("execution_count").asLong()).isEqualTo(2);
    JsonNode inference = statistics.get("inference_stats");
    for (String measured : new String[] {"success", "queue", "compute_infer"}) {
      assertThat(inference.get(measured).get("count").asLong()).isEqualTo(2);
      assertThat(inference.get(measured).get("ns").asLong()).isPositive();
    }
    assertThat(inference.get("fail").get("count").asLong()).isZero();
    assertThat(statistics.get("batch_stats")).hasSize(2);
    assertThat(statistics.get("batch_stats").get(1).get("batch_size").asInt()).isEqualTo(2);
  }

  @Test
  void aRequestThatIsTooLateIsAFailure() throws IOException {
    node.deploySum("batching: {max-size: 16, max-delay: 20s}\n");
    assertThat(node.infer(TestNode.SUM, "X-Request-Timeout", "200ms").statusCode()).isEqualTo(504);
    JsonNode inference = statistics("/v2/models/sum/stats").get("inference_stats");
    assertThat(inference.get("fail").get("count").asLong()).isEqualTo(1);
    assertThat(inference.get("success").get("count").asLong()).isZero();
  }

  @Test
  void aNewVersionCountsFromZero() throws IOException {
    node.infer(TestNode.SUM);
    node.deploySum("slots: 2\n");
    JsonNode statistics = statistics("/v2/models/sum/stats");
    assertThat(statistics.get("version").asString()).isEqualTo("2");
    assertThat(statistics.get("inference_count").asLong()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"/v2/models/none/stats", "/v2/models/sum/versions/9/stats"})
  void statisticsOfWhatDoesNotExistAreNotFound(String path) {
    assertThat(node.get(path).statusCode()).isEqualTo(404);
  }
}
