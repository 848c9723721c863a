package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagedConcurrencyTest {
  private final Stage stage =
      new Stage(Resources.of(8_000, 16L << 30), Stage.whole("managed-concurrency", Map.of()));

  /** Arrivals so far apart, each in service so long. */
  private void traffic(long betweenNanos, long serviceNanos) {
    stage.deploy(0, Stage.configuration(1_000, 256, 1), Objective.NONE, PolicyChoice.DEFAULTS);
    for (int i = 0; i < 4; i++) {
      stage.submit(0);
    }
    stage.tick();
    stage.runs.forEach(stage::end);
    for (int i = 0; i < 5_000; i++) {
      stage.serve(0, serviceNanos, Usage.UNKNOWN);
      stage.advance(betweenNanos - serviceNanos);
    }
    stage.runs.clear();
  }

  private void submit(int invocations) {
    for (int i = 0; i < invocations; i++) {
      stage.submit(0);
    }
    stage.tick();
  }

  @Test
  void nothingIsHeldBackBeforeSomethingIsKnown() {
    assertThat(new ManagedConcurrency(0.001, 1).limit()).isEqualTo(Integer.MAX_VALUE);
    stage.deploy(0, Stage.configuration(1_000, 256, 1), Objective.NONE, PolicyChoice.DEFAULTS);
    submit(4);
    assertThat(stage.runs).hasSize(4);
  }

  @Test
  void oneAtATimeWhereLessThanOneIsInServiceOnAverage() {
    traffic(100 * Stage.MILLI, 80 * Stage.MILLI);
    submit(3);
    assertThat(stage.runs).hasSize(1);
  }

  @Test
  void theNextStartsWhenOneEnds() {
    traffic(100 * Stage.MILLI, 80 * Stage.MILLI);
    submit(3);
    stage.advance(80 * Stage.MILLI);
    assertThat(stage.runs).hasSize(1);
    stage.end(stage.runs.getFirst());
    assertThat(stage.runs).hasSize(2);
  }
}
