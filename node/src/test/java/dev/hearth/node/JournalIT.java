package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import dev.hearth.kernel.journal.JournalContents;
import dev.hearth.kernel.journal.Replay;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node decided is decided again when its journal is replayed. */
class JournalIT {
  private static final int CALLERS = 12;

  /** A product of two square matrices so wide takes a core far longer than 20 ms. */
  private static final int WIDTH = 2_000;

  /** Requests wait for company, and six of them at most. */
  private static final String CROWDED =
      """
      batching: {max-size: 16, max-delay: 1s}
      scale: {max: 1, zero-after: 100ms}
      limits: {queue: 6}
      """;

  /** Neither turned away nor batched in view of its deadline. */
  private static final String HEEDLESS = "policies: {admission: accept, queue: fifo}\n";

  @TempDir Path data;

  @Test
  void coldStartsBatchesAndRejectionsReplayToTheSameDecisions() throws IOException {
    var journal = data.resolve("journal");
    try (var node = TestNode.startWithJournal(data, journal)) {
      node.deploySum(CROWDED);
      assertThat(statuses(node)).contains(200, 429);
      TestNode.eventually("no instance is left", () -> instances(node) == 0);
      assertThat(statuses(node)).contains(200);
      assertThat(node.metric("hearth_cold_starts_total{model=\"sum\"}")).isEqualTo(2);
      assertThat(node.metric("hearth_batch_size_max{model=\"sum\"}")).isGreaterThan(1);
      node.node.drain();
    }

    try (var recorded = Files.newInputStream(journal)) {
      var report = Replay.run(recorded, new Registry());
      assertThat(report.difference()).isEmpty();
      assertThat(report.decisions()).isGreaterThan(2 * CALLERS);
    }
  }

  @Test
  void aCanaryItsPromotionAndAReplacementReplayToTheSameDecisions() throws IOException {
    var journal = data.resolve("journal");
    try (var node = TestNode.startWithJournal(data, journal)) {
      node.deploySum("");
      assertThat(statuses(node)).containsOnly(200);
      node.deploySum("traffic: 25%\nslots: 2\n");
      assertThat(statuses(node)).containsOnly(200);
      assertThat(node.metric("hearth_requests_total{model=\"sum\",version=\"2\"}"))
          .isEqualTo(CALLERS / 4);
      assertThat(
              node.send("PUT", "/admin/v1/models/sum/traffic", "{\"2\":100}").join().statusCode())
          .isEqualTo(200);
      assertThat(statuses(node)).containsOnly(200);
      node.deploySum("slots: 3\n");
      assertThat(statuses(node)).containsOnly(200);
      node.node.drain();
    }

    try (var recorded = Files.newInputStream(journal)) {
      var report = Replay.run(recorded, new Registry());
      assertThat(report.difference()).isEmpty();
      assertThat(report.decisions()).isGreaterThan(4 * CALLERS);
    }
  }

  /** Overload, callers and time that run out, failures and changes of what is deployed. */
  @Test
  void aRunInWhichEverythingHappensReplaysToTheSameDecisions() throws IOException {
    var journal = data.resolve("journal");
    try (var node = TestNode.startWithJournal(data, journal)) {
      node.deploySum(CROWDED + HEEDLESS);
      assertThat(statuses(node)).contains(200, 429);
      callersLeave(node);
      timeRunsOut(node);
      oneOfABatchFails(node);
      twoVersionsShareTheTraffic(node);
      anInstanceCannotStart(node);
      modelsComeAndGo(node);
      node.node.drain();
    }

    try (var recorded = Files.newInputStream(journal)) {
      assertThat(JournalContents.of(recorded).counts())
          .containsKeys(
              "Replies ANSWERED",
              "Runs batch",
              "Replies QUEUE_FULL",
              "Cancel CALLER",
              "Replies CANCELLED CALLER",
              "Replies TIMED_OUT QUEUED",
              "Replies TIMED_OUT RUNNING",
              "Aborts",
              "Ended INPUT",
              "Replies INPUT",
              "Changed Failed",
              "Replies COLD_START",
              "Retire",
              "Deploy",
              "Changes Destroy",
              "Drain");
    }
    try (var recorded = Files.newInputStream(journal)) {
      var report = Replay.run(recorded, new Registry());
      assertThat(report.difference()).isEmpty();
      assertThat(report.decisions()).isGreaterThan(CALLERS);
    }
  }

  private static void callersLeave(TestNode node) {
    String request =
        "POST /v2/models/sum/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(TestNode.SUM.length(), TestNode.SUM);
    TestNode.eventually(
        "a caller left before its answer",
        () -> {
          Wire.abandon(node.uri(), request);
          return cancelled(node) > 0;
        });
  }

  private static double cancelled(TestNode node) {
    return node.metric("hearth_requests_total{model=\"sum\",outcome=\"cancelled_caller\"}");
  }

  /** While they wait for company, and while a run takes longer than they have. */
  private void timeRunsOut(TestNode node) {
    assertThat(node.infer(TestNode.SUM, "X-Request-Timeout", "50ms").statusCode()).isEqualTo(504);
    deploy(node, "slow", TinyModel.slow(WIDTH), "scale: {max: 1}\n" + HEEDLESS);
    assertThat(call(node, "slow", "FP32", "2").join().statusCode()).isEqualTo(200);
    TestNode.eventually(
        "a run is too slow",
        () -> {
          var answer = call(node, "slow", "FP32", "2", "X-Request-Timeout", "20ms").join();
          return answer.statusCode() == 504 && answer.body().contains("still ran");
        });
  }

  private void oneOfABatchFails(TestNode node) {
    deploy(node, "lookup", TinyModel.lookup(1, 2, 3), "batching: {max-size: 8, max-delay: 1s}\n");
    var good = Stream.generate(() -> call(node, "lookup", "INT64", "2")).limit(4).toList();
    var bad = call(node, "lookup", "INT64", "99");
    assertThat(bad.join().statusCode()).isEqualTo(400);
    assertThat(good.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .containsOnly(200);
  }

  /** A version beside the first, each called, with shares that change under way. */
  private void twoVersionsShareTheTraffic(TestNode node) {
    deploy(node, "canary", TinyModel.lookup(1), "");
    deploy(node, "canary", TinyModel.lookup(2), "traffic: 30%\n");
    assertThat(answersOf(node, 20)).containsExactlyInAnyOrder("1", "2");
    String path = "/admin/v1/models/canary/traffic";
    assertThat(node.send("PUT", path, "{\"2\":100}").join().statusCode()).isEqualTo(200);
    assertThat(answersOf(node, 5)).containsExactly("2");
  }

  private static Set<String> answersOf(TestNode node, int calls) {
    return Stream.generate(() -> call(node, "canary", "INT64", "0")).limit(calls).toList().stream()
        .map(CompletableFuture::join)
        .map(answer -> node.json(answer).get("model_version").asString())
        .collect(Collectors.toSet());
  }

  private void anInstanceCannotStart(TestNode node) throws IOException {
    byte[] model = TinyModel.identity(Datatype.FP32, "1", "1").bytes();
    deploy(node, "gone", TinyModel.identity(Datatype.FP32, "1", "1"), "");
    String digest = node.json(node.get("/admin/v1/models/gone")).get("sha256").asString();
    Path file = data.resolve("models").resolve("sha256").resolve(digest);
    assertThat(file).hasBinaryContent(model);
    Files.delete(file);
    assertThat(call(node, "gone", "FP32", "1").join().statusCode()).isEqualTo(503);
  }

  private static void modelsComeAndGo(TestNode node) {
    for (String change : new String[] {"unload", "load", "unload"}) {
      var answer = node.send("POST", "/v2/repository/models/lookup/" + change, "").join();
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(call(node, "lookup", "INT64", "1").join().statusCode()).isEqualTo(503);
    assertThat(node.send("DELETE", "/admin/v1/models/slow", "").join().statusCode()).isEqualTo(200);
    assertThat(call(node, "slow", "FP32", "1").join().statusCode()).isEqualTo(404);
  }

  private void deploy(TestNode node, String name, TinyModel model, String more) {
    Path file = model.write(data.resolve(name + ".onnx"));
    var answer =
        node.deploy(name, "kind: Model\nname: %s\nfrom: file:%s\n%s".formatted(name, file, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static CompletableFuture<HttpResponse<String>> call(
      TestNode node, String model, String datatype, String value, String... headers) {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"%s\",\"data\":[%s]}]}"
            .formatted(datatype, value);
    return node.send("POST", "/v2/models/" + model + "/infer", body, headers);
  }

  private static Stream<Integer> statuses(TestNode node) {
    var calls = Stream.generate(() -> node.inferLater(TestNode.SUM)).limit(CALLERS).toList();
    return calls.stream().map(CompletableFuture::join).map(HttpResponse::statusCode);
  }

  private static double instances(TestNode node) {
    return NodeMetrics.INSTANCE_STATES.stream()
        .mapToDouble(
            state -> node.metric("hearth_instances{model=\"sum\",state=\"%s\"}".formatted(state)))
        .sum();
  }
}
