package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** InstaInfer on a running node: a model waits in the idle instance of another. */
class InstaInferIT {
  private static final String POLICIES =
      """
      policies:
        scaling: queue-length
        warmth:
          suite: instainfer
          parameters: {keep-alive: 300ms, interval: 50ms, p-off: 0.999}
      """;

  /** Gaps after which arrivals are predicted, and one more. */
  private static final int LEARNING = 12;

  private static final int HITS = 3;
  private static final int POLLS = 50;

  @TempDir Path data;

  private static double of(TestNode node, String series) {
    return node.metric(series + "{model=\"minilm\"}");
  }

  private static void awaitNoInstance(TestNode node) {
    TestNode.eventually("no instance of minilm is left", () -> SentencesIT.instances(node) == 0);
  }

  private static void ask(NodeClient client) {
    client.infer("minilm", Sentences.request(Sentences.examples()));
  }

  /** The other model's instance idles for a minute and is no business of the policy's. */
  private static void startHost(TestNode node) {
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  @Test
  void aModelThatWaitsBesideAnotherStartsAtLeastFiveTimesQuicker() throws IOException {
    NodeConfig config = NodeConfig.parse(POLICIES, new Registry()).withPort(0).withData(data);
    try (TestNode node = TestNode.start(config);
        NodeClient client = new NodeClient(node.uri())) {
      client.deploy("minilm", TestNode.minilm().replace(", zero-after: 30s", ""), _ -> {});
      node.deploySum("policies: {warmth: {suite: fixed, parameters: {keep-alive: 60s}}}\n");
      for (int i = 0; i < LEARNING; i++) {
        ask(client);
        awaitNoInstance(node);
      }
      double coldStarts = of(node, "hearth_cold_starts_total");
      double coldSeconds = of(node, "hearth_cold_start_seconds_sum") / coldStarts;
      for (int hits = 0; hits < HITS; hits++) {
        takeOver(node, client);
      }
      double taken = of(node, "hearth_take_over_seconds_count");
      assertThat(taken).isGreaterThanOrEqualTo(HITS);
      double takeOverSeconds = of(node, "hearth_take_over_seconds_sum") / taken;
      assertThat(coldSeconds / takeOverSeconds).isGreaterThan(5);
    }
  }

  /** Lets the model be loaded into the other's instance, then asks for it. */
  private static void takeOver(TestNode node, NodeClient client) {
    double before = of(node, "hearth_take_over_seconds_count");
    TestNode.eventually(
        "a take-over",
        () -> {
          startHost(node);
          double loads = of(node, "hearth_preload_seconds_count");
          ask(client);
          awaitNoInstance(node);
          awaitLoad(node, loads);
          ask(client);
          awaitNoInstance(node);
          return of(node, "hearth_take_over_seconds_count") > before;
        });
  }

  /** Waits for one more load, though not for ever: the model may have been loaded before. */
  private static void awaitLoad(TestNode node, double before) {
    for (int poll = 0; poll < POLLS; poll++) {
      if (of(node, "hearth_preload_seconds_count") > before) {
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
