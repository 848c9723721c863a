package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manifest's {@code lsth} on a running node: unloaded when idle, loaded before it is expected.
 */
class LsthIT {
  private static final String POLICIES =
      """
      policies:
        scaling: queue-length
        warmth: {suite: lsth, parameters: {bin: 1s, range: 1m, least-times: 2, linger: 0s}}
      """;

  /**
   * In the third bin of a second: loaded again 1.8 s after an answer, kept until 3.3 s after it.
   */
  private static final long GAP_NANOS = 2_300_000_000L;

  @TempDir Path data;

  private static double starts(TestNode node) {
    return node.metric("hearth_cold_starts_total{model=\"sum\"}");
  }

  private static double instances(TestNode node) {
    return NodeMetrics.INSTANCE_STATES.stream()
        .mapToDouble(
            state -> node.metric("hearth_instances{model=\"sum\",state=\"%s\"}".formatted(state)))
        .sum();
  }

  private static void ask(TestNode node) {
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
  }

  /** Idle times are what is learnt, so some have to pass. */
  private static void idle() {
    long end = System.nanoTime() + GAP_NANOS;
    TestNode.eventually("the gap is over", () -> System.nanoTime() > end);
  }

  @Test
  void aModelIsUnloadedWhenIdleAndLoadedAgainBeforeItIsExpected() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.deploySum(POLICIES).statusCode()).isEqualTo(200);
      ask(node);
      idle();
      assertThat(instances(node)).isEqualTo(1);
      ask(node);
      idle();
      ask(node);
      assertThat(starts(node)).isEqualTo(1);

      TestNode.eventually("it is unloaded", () -> instances(node) == 0);
      TestNode.eventually("it is loaded unasked", () -> starts(node) == 2);
      TestNode.eventually("it is let go", () -> instances(node) == 0);
      assertThat(starts(node)).isEqualTo(2);
    }
  }
}
