package dev.hearth.policies.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeView;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrionTest {
  private final FakeView view = new FakeView();
  private final Orion orion =
      (Orion)
          Orion.SUITE
              .factory()
              .create(Map.of("tolerance", "0"), new Suite.Context(new SplittableRandom(1)));
  private final Told told = new Told(orion, view);

  @BeforeEach
  void threeFunctions() {
    for (int function = 0; function < 3; function++) {
      view.pool(function);
    }
  }

  /** A chain of executions of 10 s; starts take 4 s. */
  private void workflow(double at) {
    told.root(at, 0);
    for (int function = 0; function < 3; function++) {
      told.ready(at + 10 * function, function, 4);
      told.ended(at + 10 * (function + 1), function, 10);
      if (function < 2) {
        told.call(at + 10 * (function + 1), function, function + 1);
      }
    }
  }

  /** The second stage arrives at 10 s and needs 4 s to start, the third at 20 s. */
  @Test
  void eachStageIsStartedWithTheDelayThatTheLatencyBears() {
    workflow(0);
    told.root(100, 0);
    double first = orion.nextWake() / 1e9;
    assertThat(first).isCloseTo(106, within(0.3));
    assertThat(orion.wake(orion.nextWake(), view))
        .containsExactly(new Proposal.Start(1, FakeInstance.configuration(1, 1), 1));
    assertThat(orion.nextWake() / 1e9).isCloseTo(116, within(0.3));
  }

  @Test
  void aStageThatFewWorkflowsComeToIsNotStarted() {
    workflow(0);
    for (int i = 0; i < 40; i++) {
      told.root(50 + i, 0);
      told.ended(50 + i, 0, 10);
    }
    told.root(200, 0);
    var proposals = orion.wake(1_000 * Told.SECOND, view);
    told.root(2_000, 0);
    told.root(2_001, 0);
    assertThat(proposals).isNotEmpty();
    assertThat(orion.wake(3_000 * Told.SECOND, view).size()).isLessThan(proposals.size());
  }

  @Test
  void anInstanceWaitsAsLongAsItsStageIsExpected() {
    workflow(0);
    told.root(100, 0);
    orion.wake(Told.nanos(107), view);
    var waiting = new FakeInstance(9, 1);
    assertThat(orion.keepUntil(Told.nanos(107), waiting, view) / 1e9).isCloseTo(120, within(0.3));
    told.call(110, 0, 1);
    assertThat(orion.keepUntil(Told.nanos(111), waiting, view)).isEqualTo(Told.nanos(111));
  }
}
