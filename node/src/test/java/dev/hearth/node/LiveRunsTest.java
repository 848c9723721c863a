package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Cancellation;
import org.junit.jupiter.api.Test;

class LiveRunsTest {
  private final Cancellation cancellation = new Cancellation();
  private final LiveRuns runs = new LiveRuns();

  @Test
  void aRunIsCancelledWithTheLastWhomItIsFor() {
    runs.began(7, 2, cancellation);
    assertThat(runs.leave(7, 1)).isTrue();
    assertThat(runs.leave(7, 1)).as("the same again").isTrue();
    assertThat(cancellation.isCancelled()).isFalse();
    assertThat(runs.leave(7, 0)).isFalse();
    assertThat(cancellation.isCancelled()).isTrue();
  }

  @Test
  void whatEndedIsLeftAlone() {
    runs.began(7, 2, cancellation);
    runs.ended(7);
    assertThat(runs.leave(7, 0)).isFalse();
    assertThat(runs.leave(7, 1)).isFalse();
    assertThat(cancellation.isCancelled()).isFalse();
  }
}
