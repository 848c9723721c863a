package dev.hearth.policies.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OnlineLatencyTest {
  @Test
  void nothingIsKnownBeforeTheFirstSample() {
    assertThat(new OnlineLatency(0.1).estimate(1)).isEqualTo(-1);
  }

  @Test
  void aLineIsFoundExactly() {
    var latency = new OnlineLatency(0.1);
    for (int rows : new int[] {1, 8, 2, 4}) {
      latency.learn(rows, 5_000 + 1_000L * rows);
    }
    assertThat(latency.estimate(16)).isEqualTo(21_000);
  }

  @Test
  void oneSizeAloneIsTakenAsProportionalUpwards() {
    var latency = new OnlineLatency(0.1);
    latency.learn(2, 600);
    assertThat(latency.estimate(1)).isEqualTo(600);
    assertThat(latency.estimate(6)).isEqualTo(1_800);
  }

  @Test
  void theRecentPastOutweighsTheDistantOne() {
    var latency = new OnlineLatency(0.2);
    for (int i = 0; i < 50; i++) {
      latency.learn(1 + i % 4, 1_000L * (1 + i % 4));
    }
    for (int i = 0; i < 50; i++) {
      latency.learn(1 + i % 4, 3_000L * (1 + i % 4));
    }
    assertThat((double) latency.estimate(4)).isCloseTo(12_000, within(50.0));
  }

  @Test
  void moreRowsAreNeverEstimatedFaster() {
    var latency = new OnlineLatency(0.1);
    latency.learn(1, 900);
    latency.learn(4, 300);
    assertThat(latency.estimate(8)).isGreaterThanOrEqualTo(latency.estimate(1));
  }
}
