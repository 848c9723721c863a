package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manifest's {@code batch} on a running node: it plans by the profile, and batches as planned.
 */
class BatchIT {
  private static final String CHOICE =
      "{suite: batch, parameters: {check: 1s, interval: 1s, max-batch: 8}}";
  private static final String MANIFEST =
      """
      batching: {max-size: 1}
      objective: {latency: 900ms, percentile: 95}
      policies:
        scaling: %s
        queue: %s
      """
          .formatted(CHOICE, CHOICE);

  /** Batches that take no longer than single rows, so that large ones are cheapest. */
  private static final String FLAT = "sum 1 0 1 50\nsum 1 0 8 50.1\n";

  @TempDir Path data;

  private static double largestBatch(TestNode node) {
    return node.metric("hearth_batch_size_max{model=\"sum\"}");
  }

  private static void answered(List<CompletableFuture<HttpResponse<String>>> asked) {
    for (var answer : asked) {
      assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
    }
  }

  /** As many again and again until they were seen to share a run. */
  private static void askInBursts(TestNode node, int count) {
    TestNode.eventually(
        "a batch of " + count,
        () -> {
          answered(Stream.generate(() -> node.inferLater(TestNode.SUM)).limit(count).toList());
          return largestBatch(node) == count;
        });
  }

  @Test
  void requestsShareRunsOnceTheirArrivalsAreKnown() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.deploySum(MANIFEST).statusCode()).isEqualTo(200);
      assertThat(node.send("PUT", "/admin/v1/models/sum/profile", FLAT).join().statusCode())
          .isEqualTo(200);
      var before = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      before.add(node.inferLater(TestNode.SUM));
      answered(before);
      assertThat(largestBatch(node)).isEqualTo(1);

      askInBursts(node, 8);
    }
  }
}
