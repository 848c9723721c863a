package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real model deployed under three objectives: one pool, common batches, each its answers. */
class HarmonyBatchIT {
  private static final List<String> MODELS = List.of("search", "suggest", "index");
  private static final String PROFILE = "search 1 0 1 4\nsearch 1 0 4 8\n";
  private static final String SHARED_RUNS = "hearth_shared_runs_total";
  private static final int CALLERS = 6;

  @TempDir Path data;

  private static String manifest(String name, String objective) throws IOException {
    return TestNode.minilm()
        .replace("name: minilm", "name: " + name)
        .replaceFirst("scale:.*\n", "scale: {max: 1}\n")
        .concat("objective: {latency: %s}\n".formatted(objective))
        .concat("policies:\n")
        .concat("  scaling: {suite: harmonybatch, parameters: {interval: 1s}}\n")
        .concat("  queue: {suite: harmonybatch, parameters: {interval: 1s}}\n");
  }

  private static void deployAll(TestNode node, NodeClient client) throws IOException {
    client.deploy("search", manifest("search", "500ms"), _ -> {});
    var profiled = node.send("PUT", "/admin/v1/models/search/profile", PROFILE).join();
    assertThat(profiled.statusCode()).as(profiled.body()).isEqualTo(200);
    client.deploy("suggest", manifest("suggest", "1s"), _ -> {});
    client.deploy("index", manifest("index", "2s"), _ -> {});
  }

  private static double of(TestNode node, String series, String model) {
    return node.metric("%s{model=\"%s\"}".formatted(series, model));
  }

  private static double[] embedding(NodeClient client, String model, String sentence) {
    String answer = client.infer(model, Sentences.request(List.of(sentence)));
    return Sentences.embeddings(client.parse(answer))[0];
  }

  @Test
  void deploymentsOfOneModelShareInstancesAndBatches() throws IOException {
    try (TestNode node = TestNode.start(data);
        NodeClient client = new NodeClient(node.uri())) {
      deployAll(node, client);
      var expected = new TreeMap<String, double[]>();
      for (var sentence : Sentences.examples()) {
        expected.put(sentence, embedding(client, "search", sentence));
      }
      // What is said of the runs makes a batch of four worth waiting for, whatever this machine
      // does.
      loadUntil(
          node,
          client,
          expected,
          () -> MODELS.stream().allMatch(model -> of(node, SHARED_RUNS, model) >= 5));
      assertThat(of(node, "hearth_group_leader", "search")).isEqualTo(1);
      assertThat(of(node, "hearth_group_leader", "suggest")).isZero();
      assertThat(of(node, "hearth_group_leader", "index")).isZero();
      assertThat(
              node.metric("hearth_planner_plans_total{planner=\"harmonybatch\",outcome=\"found\"}"))
          .isPositive();
      TestNode.eventually(
          "the followers' own instances go",
          () ->
              node.metric("hearth_instances{model=\"suggest\",state=\"idle\"}") == 0
                  && node.metric("hearth_instances{model=\"index\",state=\"idle\"}") == 0);
      aMemberThatGoesLeavesTheOthersServed(node, client);
    }
  }

  /** The leader's retirement hands its followers back to pools of their own. */
  private static void aMemberThatGoesLeavesTheOthersServed(TestNode node, NodeClient client) {
    assertThat(node.send("DELETE", "/admin/v1/models/search", "").join().statusCode())
        .isLessThan(300);
    var sentence = Sentences.examples().getFirst();
    assertThat(embedding(client, "suggest", sentence)).isNotEmpty();
    assertThat(embedding(client, "index", sentence)).isNotEmpty();
    assertThat(of(node, "hearth_group_leader", "suggest")).isEqualTo(1);
  }

  /** All models are asked from several callers; each answer is held against the one alone. */
  private static void loadUntil(
      TestNode node, NodeClient client, Map<String, double[]> expected, BooleanSupplier seen) {
    var over = new AtomicBoolean();
    var callers = new ArrayList<CompletableFuture<Void>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        var model = MODELS.get(caller % MODELS.size());
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    expected.forEach((text, alone) -> ask(node, client, model, text, alone));
                  }
                },
                threads));
      }
      try {
        TestNode.eventually(
            "runs are shared",
            () ->
                callers.stream().anyMatch(CompletableFuture::isCompletedExceptionally)
                    || seen.getAsBoolean());
      } finally {
        over.set(true);
      }
    }
    assertThat(callers).allSatisfy(caller -> assertThat(caller).isCompleted());
  }

  /** A machine that is busy with other things may turn a request away as too late. */
  private static void ask(
      TestNode node, NodeClient client, String model, String sentence, double[] alone) {
    var response =
        node.send("POST", "/v2/models/" + model + "/infer", Sentences.request(List.of(sentence)))
            .join();
    assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
    if (response.statusCode() == 200) {
      var vector = Sentences.embeddings(client.parse(response.body()))[0];
      assertThat(Sentences.cosine(vector, alone)).as(model + ": " + sentence).isGreaterThan(0.98);
    } else {
      LockSupport.parkNanos(50_000_000);
    }
  }
}
