package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FissionTest {
  private static final int STEM_CELL = 2;

  private final Stage stage =
      new Stage(
          Resources.of(8_000, 16L << 30),
          Stage.whole("fission", Map.of("pool", "2", "reap", "2m", "refill", "1s")));

  @BeforeEach
  void deploy() {
    for (int function = 0; function < STEM_CELL; function++) {
      stage.deploy(function, Stage.configuration(100, 256, 1));
    }
    stage.deploy(STEM_CELL, "stem-cell", Stage.configuration(100, 128, 1));
    stage.tick();
  }

  private int generic() {
    return stage.kernel.view().poolOf(STEM_CELL).idle();
  }

  @Test
  void genericInstancesAreKeptWarmFromTheBeginning() {
    assertThat(generic()).isEqualTo(2);
    stage.advance(3_600 * Stage.SECOND);
    assertThat(generic()).isEqualTo(2);
    assertThat(stage.told(Change.Create.class)).hasSize(2);
  }

  @Test
  void aColdRequestSpecialisesAGenericInstance() {
    stage.submit(0);
    assertThat(stage.told(Change.Bind.class)).containsExactly(new Change.Bind(0));
    assertThat(stage.told(Change.Create.class)).hasSize(2);
  }

  @Test
  void aUsedOneIsReplacedWithinTheRefillTime() {
    stage.submit(0);
    assertThat(generic()).isEqualTo(1);
    stage.advance(Stage.SECOND);
    assertThat(generic()).isEqualTo(2);
  }

  @Test
  void aBurstBeyondThePoolStartsAnew() {
    for (int i = 0; i < 5; i++) {
      stage.submit(0);
    }
    assertThat(stage.told(Change.Bind.class)).hasSize(2);
    assertThat(stage.told(Change.Create.class)).hasSize(2 + 3);
    stage.advance(Stage.SECOND);
    assertThat(generic()).isEqualTo(2);
  }

  @Test
  void anIdleSpecialisedInstanceIsReaped() {
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(119 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
  }

  @Test
  void withoutAGenericFunctionEveryStartIsAnew() {
    var bare = new Stage(Resources.of(8_000, 16L << 30), Stage.whole("fission", Map.of()));
    bare.deploy(0, Stage.configuration(100, 256, 1));
    bare.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    assertThat(bare.told(Change.Create.class)).hasSize(1);
    assertThat(bare.told(Change.Bind.class)).isEmpty();
  }
}
