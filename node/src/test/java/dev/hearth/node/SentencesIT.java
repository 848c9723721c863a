package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real model: zero, a cold answer, batches, several instances, zero again. */
class SentencesIT {
  private static final int CALLERS = 48;

  @TempDir Path data;

  static double instances(TestNode node) {
    return NodeMetrics.INSTANCE_STATES.stream()
        .mapToDouble(
            state ->
                node.metric("hearth_instances{model=\"minilm\",state=\"%s\"}".formatted(state)))
        .sum();
  }

  private static double of(TestNode node, String name) {
    return node.metric(name + "{model=\"minilm\"}");
  }

  @Test
  void aModelGoesFromZeroToSeveralInstancesAndBack() throws IOException {
    try (TestNode node = TestNode.start(data);
        NodeClient client = new NodeClient(node.uri())) {
      String manifest = TestNode.minilm().replace("zero-after: 30s", "zero-after: 2s");
      client.deploy("minilm", manifest, _ -> {});
      assertThat(instances(node)).isZero();

      answersASimilarPairCloserThanAnUnrelatedOne(client);
      assertThat(of(node, "hearth_cold_starts_total")).isEqualTo(1);
      assertThat(of(node, "hearth_cold_start_seconds_count")).isEqualTo(1);

      int answered =
          1
              + manyUntil(
                  client,
                  "a second instance is started",
                  () -> of(node, "hearth_cold_starts_total") >= 2);
      assertThat(of(node, "hearth_cold_starts_total")).isGreaterThanOrEqualTo(2);
      assertThat(of(node, "hearth_batch_size_max")).isGreaterThan(1);
      assertThat(of(node, "hearth_batch_size_count")).isLessThan(answered);
      assertThat(of(node, "hearth_queue_seconds_count")).isEqualTo(answered);
      assertThat(node.metric("hearth_requests_total{model=\"minilm\",outcome=\"answered\"}"))
          .isEqualTo(answered);

      TestNode.eventually("no instance is left", () -> instances(node) == 0);
      assertThat(node.get("/v2/models/minilm/ready").statusCode()).isEqualTo(200);
    }
  }

  private static void answersASimilarPairCloserThanAnUnrelatedOne(NodeClient client) {
    List<String> sentences = Sentences.examples();
    String answer = client.infer("minilm", Sentences.request(sentences));
    double[][] vectors = Sentences.embeddings(client.parse(answer));
    for (int i = 0; i < 6; i += 2) {
      double similar = Sentences.cosine(vectors[i], vectors[i + 1]);
      for (int other = 0; other < sentences.size(); other++) {
        if (other != i && other != i + 1) {
          assertThat(similar)
              .as("%s and %s", sentences.get(i), sentences.get(other))
              .isGreaterThan(Sentences.cosine(vectors[i], vectors[other]));
        }
      }
    }
  }

  /** Callers ask again and again until then; returns how many were answered. */
  private static int manyUntil(NodeClient client, String what, BooleanSupplier seen) {
    String request = Sentences.request(Sentences.examples().subList(0, 1));
    var answered = new AtomicInteger();
    var over = new AtomicBoolean();
    var callers = new ArrayList<CompletableFuture<Void>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    assertThat(client.inferStatus("minilm", request)).isEqualTo(200);
                    answered.incrementAndGet();
                  }
                },
                threads));
      }
      try {
        TestNode.eventually(what, seen);
      } finally {
        over.set(true);
      }
    }
    assertThat(callers).allSatisfy(caller -> assertThat(caller).isCompleted());
    return answered.get();
  }
}
