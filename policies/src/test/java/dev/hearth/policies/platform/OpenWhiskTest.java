package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenWhiskTest {
  private static final Resources CAPACITY = Resources.of(8_000, 16L << 30);
  private static final Resources NOTHING = Resources.of(8_000, 0);

  private final Stage stage = new Stage(CAPACITY, Stage.whole("openwhisk", Map.of()));

  @BeforeEach
  void deploy() {
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(100, 256, 1));
    }
    stage.deploy(3, "stem-cell", Stage.configuration(100, 128, 1));
    stage.tick();
  }

  private void heard(int node, Resources free, int queued) {
    stage.kernel.node(stage.now, new NodeState(node, true, CAPACITY, free, queued));
  }

  @Test
  void aWarmInstanceComesBeforeAStemCell() {
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    assertThat(stage.told(Change.Bind.class)).containsExactly(new Change.Bind(0));
  }

  @Test
  void aStemCellComesBeforeAStartAnewAndIsReplaced() {
    for (int i = 0; i < 3; i++) {
      stage.submit(0);
    }
    assertThat(stage.told(Change.Bind.class)).hasSize(2);
    assertThat(stage.told(Change.Create.class)).hasSize(2 + 1);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(3).idle()).isEqualTo(2);
  }

  @Test
  void anInstanceGoesTenMinutesAfterItsLastUse() {
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(599 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
  }

  /** Of two nodes, "f0" (hash 3210, even) is at home on the first and "f1" on the second. */
  @Test
  void aFunctionsInvocationsGoToItsHomeNode() {
    heard(1, CAPACITY, 0);
    for (int i = 0; i < 5; i++) {
      stage.submit(0);
      stage.submit(1);
    }
    assertThat(stage.sent).hasSize(5).allMatch(sent -> sent.node() == 1);
    assertThat(stage.runs).hasSize(5);
  }

  @Test
  void aFullHomeNodeIsPassedOver() {
    heard(1, NOTHING, 3);
    stage.submit(1);
    assertThat(stage.sent).isEmpty();
    heard(1, NOTHING, 0);
    stage.submit(1);
    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void anUnreachableHomeNodeIsPassedOver() {
    stage.kernel.node(stage.now, new NodeState(1, false, CAPACITY, CAPACITY, 0));
    stage.submit(1);
    assertThat(stage.sent).isEmpty();
    assertThat(stage.runs).hasSize(1);
  }
}
