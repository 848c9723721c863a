package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Versions of a model are replaced, share traffic, and outlive the node. Those with odd numbers add
 * 1 and 3 to 4, those with even numbers subtract to -2.
 */
class VersionsIT {
  private static final int CALLERS = 4;
  private static final int REPLACEMENTS = 12;

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static double expected(int version) {
    return version % 2 == 1 ? 4 : -2;
  }

  private Path file(int version) throws IOException {
    String operator = version % 2 == 1 ? "Add" : "Sub";
    byte[] bytes =
        new TinyModel()
            .input("a", Datatype.FP32, "batch_size", "2")
            .input("b", Datatype.FP32, "batch_size", "2")
            .output("sum", Datatype.FP32, "batch_size", "2")
            .node(operator, List.of("a", "b"), List.of("sum"))
            .bytes();
    return Files.write(data.resolve(operator + ".onnx"), bytes);
  }

  private HttpResponse<String> deploy(int version, String more) throws IOException {
    return node.deploy("sum", "kind: Model\nname: sum\nfrom: file:" + file(version) + "\n" + more);
  }

  private void deployed(int version, String more) throws IOException {
    HttpResponse<String> answer = deploy(version, more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(node.json(answer).get("version").asString()).isEqualTo(Integer.toString(version));
  }

  private HttpResponse<String> share(String shares) {
    return node.send("PUT", "/admin/v1/models/sum/traffic", shares).join();
  }

  private JsonNode traffic() {
    return node.json(node.get("/admin/v1/models/sum/traffic"));
  }

  private int version(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode json = node.json(answer);
    int version = Integer.parseInt(json.get("model_version").asString());
    assertThat(json.get("outputs").get(0).get("data").get(0).asDouble())
        .isEqualTo(expected(version));
    return version;
  }

  private Map<Integer, Integer> answersOf(int requests, String... headers) {
    var counts = new TreeMap<Integer, Integer>();
    IntStream.range(0, requests)
        .forEach(_ -> counts.merge(version(node.infer(TestNode.SUM, headers)), 1, Integer::sum));
    return counts;
  }

  private String error(HttpResponse<String> answer) {
    return node.json(answer).get("error").asString();
  }

  @Test
  void replacingAModelUnderLoadFailsNoRequest(TestReporter reporter) throws IOException {
    deployed(1, "");
    version(node.infer(TestNode.SUM));
    var stop = new AtomicBoolean();
    var answered = new AtomicInteger();
    var deployed = new AtomicInteger(1);
    var worstNanos = new AtomicLong();
    var wrong = new ConcurrentLinkedQueue<String>();
    List<CompletableFuture<Void>> callers =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (!stop.get()) {
                            long since = System.nanoTime();
                            HttpResponse<String> answer = node.infer(TestNode.SUM);
                            long nanos = System.nanoTime() - since;
                            worstNanos.accumulateAndGet(nanos, Math::max);
                            try {
                              assertThat(version(answer)).isBetween(1, deployed.get() + 1);
                              answered.incrementAndGet();
                            } catch (AssertionError e) {
                              wrong.add(String.valueOf(e.getMessage()));
                            }
                          }
                        },
                        task -> Thread.ofVirtual().start(task)))
            .limit(CALLERS)
            .toList();
    for (int version = 2; version <= REPLACEMENTS + 1; version++) {
      int before = answered.get();
      deployed(version, "");
      deployed.set(version);
      assertThat(version(node.infer(TestNode.SUM))).isEqualTo(version);
      TestNode.eventually(
          "it answers", () -> answered.get() > before + 2 * CALLERS || !wrong.isEmpty());
    }
    stop.set(true);
    callers.forEach(CompletableFuture::join);
    reporter.publishEntry(
        "replaced",
        "%d times under %d requests, the slowest took %.1f ms"
            .formatted(REPLACEMENTS, answered.get(), worstNanos.get() / 1e6));
    assertThat(wrong).isEmpty();
    TestNode.eventually(
        "only the last version has metrics",
        () -> {
          String metrics = node.get("/metrics").body();
          return IntStream.rangeClosed(1, REPLACEMENTS)
                  .noneMatch(old -> metrics.contains("version=\"" + old + "\""))
              && metrics.contains("version=\"" + (REPLACEMENTS + 1) + "\"");
        });
  }

  @Test
  void aWarmModelIsReplacedByAWarmVersionAndASleepingOneByASleepingOne() throws IOException {
    deployed(1, "");
    deployed(2, "");
    assertThat(node.metric("hearth_cold_starts_total{model=\"sum\"}")).isZero();
    version(node.infer(TestNode.SUM));
    deployed(3, "");
    assertThat(node.metric("hearth_cold_starts_total{model=\"sum\",version=\"3\"}")).isEqualTo(1);
    assertThat(node.metric("hearth_requests_total{model=\"sum\",version=\"3\"}")).isZero();
    assertThat(version(node.infer(TestNode.SUM))).isEqualTo(3);
    assertThat(node.metric("hearth_cold_starts_total{model=\"sum\",version=\"3\"}")).isEqualTo(1);
  }

  @Test
  void aVersionThatCannotStartInTimeLeavesTheOldOneServing() throws IOException {
    node.close();
    node =
        TestNode.start(
            NodeConfig.parse("{limits: {instances: 1}, rollout-timeout: 300ms}", new Registry())
                .withPort(0)
                .withData(data));
    deployed(1, "");
    version(node.infer(TestNode.SUM));
    HttpResponse<String> refused = deploy(2, "");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(error(refused)).contains("version 2 of 'sum' had no instance in time");
    assertThat(version(node.infer(TestNode.SUM))).isEqualTo(1);
    assertThat(node.json(node.get("/v2/models/sum")).get("versions").toString())
        .isEqualTo("[\"1\"]");
    TestNode.eventually(
        "its metrics are gone", () -> !node.get("/metrics").body().contains("version=\"2\""));
  }

  @Test
  void aVersionWhoseWarmUpFailsLeavesTheOldOneServing() throws IOException {
    deployed(1, "warm-up: {requests: 2, shape: {a: [3, 2], b: [3, 2]}}\n");
    version(node.infer(TestNode.SUM));
    HttpResponse<String> refused = deploy(2, "warm-up: {shape: {a: [2, 2], b: [3, 2]}}\n");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused)).contains("warm-up");
    assertThat(version(node.infer(TestNode.SUM))).isEqualTo(1);
  }

  @Test
  void aShareOfTheRequestsGoesToANewVersion() throws IOException {
    deployed(1, "");
    deployed(2, "traffic: 10%\n");
    assertThat(traffic().toString()).isEqualTo("{\"1\":90,\"2\":10}");
    assertThat(answersOf(100)).isEqualTo(Map.of(1, 90, 2, 10));
    assertThat(node.metric("hearth_requests_total{model=\"sum\",version=\"1\"}")).isEqualTo(90);
    assertThat(node.metric("hearth_requests_total{model=\"sum\",version=\"2\"}")).isEqualTo(10);
    assertThat(node.metric("hearth_instances{model=\"sum\",version=\"2\"}")).isPositive();
    JsonNode statistics =
        node.json(node.get("/v2/models/sum/versions/2/stats")).get("model_stats").get(0);
    assertThat(statistics.get("version").asString()).isEqualTo("2");
    assertThat(statistics.get("inference_count").asInt()).isEqualTo(10);
    assertThat(node.json(node.get("/v2/models/sum/stats")).get("model_stats")).hasSize(2);
    JsonNode listed = node.json(node.get("/admin/v1/models")).get("models").get(0);
    assertThat(listed.get("version").asString()).isEqualTo("1");
    assertThat(listed.get("versions").get(1).get("traffic").asInt()).isEqualTo(10);
  }

  @Test
  void aKeyIsAnsweredByOneVersion() throws IOException {
    deployed(1, "");
    deployed(2, "traffic: 50%\n");
    for (String key : List.of("alice", "bob", "carol", "dave")) {
      assertThat(answersOf(6, "X-Routing-Key", key)).hasSize(1);
    }
  }

  @Test
  void aVersionIsPromotedAndTheOtherIsKeptForTheWayBack() throws IOException {
    deployed(1, "");
    deployed(2, "traffic: 10%\n");
    assertThat(share("{\"2\":100}").statusCode()).isEqualTo(200);
    assertThat(traffic().toString()).isEqualTo("{\"1\":0,\"2\":100}");
    assertThat(answersOf(10)).containsOnlyKeys(2);
    HttpResponse<String> first =
        node.send("POST", "/v2/models/sum/versions/1/infer", TestNode.SUM).join();
    assertThat(version(first)).isEqualTo(1);
    assertThat(share("{\"1\":100}").statusCode()).isEqualTo(200);
    assertThat(answersOf(10)).containsOnlyKeys(1);
  }

  @Test
  void versionsAreDescribedOneByOne() throws IOException {
    deployed(1, "");
    deployed(2, "traffic: 10%\n");
    assertThat(node.json(node.get("/v2/models/sum")).get("versions").toString())
        .isEqualTo("[\"1\",\"2\"]");
    for (String version : List.of("1", "2")) {
      String path = "/v2/models/sum/versions/" + version;
      assertThat(node.get(path).statusCode()).isEqualTo(200);
      assertThat(node.get(path + "/ready").statusCode()).isEqualTo(200);
      assertThat(node.get(path + "/stats").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> unknown =
        node.send("POST", "/v2/models/sum/versions/7/infer", TestNode.SUM).join();
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(error(unknown)).contains("no version '7'", "served: 1, 2");
    assertThat(node.json(node.send("POST", "/v2/repository/index", "").join())).hasSize(2);
  }

  @Test
  void aVersionWithoutTrafficCanBeRemoved() throws IOException {
    deployed(1, "");
    deployed(2, "traffic: 10%\n");
    HttpResponse<String> refused =
        node.send("DELETE", "/admin/v1/models/sum/versions/2", "").join();
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(error(refused)).contains("10 %");
    share("{\"1\":100}");
    assertThat(node.send("DELETE", "/admin/v1/models/sum/versions/2", "").join().statusCode())
        .isEqualTo(200);
    HttpResponse<String> gone = node.get("/v2/models/sum/versions/2");
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(error(gone)).contains("served: 1");
    deployed(3, "");
  }

  @Test
  void theOldestVersionWithoutTrafficGoesWhenThereAreTooMany() throws IOException {
    deployed(1, "");
    for (int version = 2; version <= 5; version++) {
      deployed(version, "traffic: 0%\n");
    }
    assertThat(traffic().toString()).isEqualTo("{\"1\":100,\"3\":0,\"4\":0,\"5\":0}");
    assertThat(share("{\"1\":25,\"3\":25,\"4\":25,\"5\":25}").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = deploy(6, "traffic: 10%\n");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(error(refused)).contains("limits.versions");
  }

  @Test
  void versionsTrafficAndWhatIsLoadedOutliveARestart() throws IOException {
    deployed(1, "");
    deployed(2, "");
    deployed(3, "traffic: 20%\n");
    node.send("POST", "/v2/repository/models/sum/unload", "").join();
    Files.delete(data.resolve("Add.onnx"));
    Files.delete(data.resolve("Sub.onnx"));
    node.close();
    node = TestNode.start(data);
    assertThat(traffic().toString()).isEqualTo("{\"2\":80,\"3\":20}");
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(503);
    node.send("POST", "/v2/repository/models/sum/load", "").join();
    assertThat(answersOf(20)).isEqualTo(Map.of(2, 16, 3, 4));
    deployed(4, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"1\":90} | 400 | make 90 %",
        "{\"1\":50,\"9\":50} | 400 | no version 9; served: 1",
        "{\"1\":\"all\"} | 400 | whole number",
        "{\"one\":100} | 400 | 'one' is no version",
        "[] | 400 | object such as",
        "{\"1\" | 400 | not JSON",
        "{\"1\":-5} | 400 | -5 %",
      })
  void sharesThatAreNoneAreRefused(String shares, int status, String reason) throws IOException {
    deployed(1, "");
    HttpResponse<String> answer = share(shares);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(error(answer)).contains(reason);
    assertThat(traffic().toString()).isEqualTo("{\"1\":100}");
  }

  @Test
  void aNameThatStandsForSomethingElseIsRefused() throws IOException {
    HttpResponse<String> refused =
        node.deploy("stats", "kind: Model\nname: stats\nfrom: file:" + file(1) + "\n");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused)).contains("'stats'");
    for (String name : List.of("ready", "versions", "infer", "traffic")) {
      node.deploy(name, "kind: Model\nname: " + name + "\nfrom: file:" + file(1) + "\n");
      assertThat(node.get("/v2/models/" + name).statusCode()).isEqualTo(200);
      assertThat(node.get("/v2/models/" + name + "/ready").statusCode()).isEqualTo(200);
      assertThat(node.get("/v2/models/" + name + "/versions/1").statusCode()).isEqualTo(200);
    }
  }
}
