package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.journal.Replay;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node decided is decided again when its journal is replayed. */
class JournalIT {
  private static final int CALLERS = 12;

  /** Requests wait for company, and six of them at most. */
  private static final String CROWDED =
      """
      batching: {max-size: 16, max-delay: 1s}
      scale: {max: 1, zero-after: 100ms}
      limits: {queue: 6}
      """;

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
