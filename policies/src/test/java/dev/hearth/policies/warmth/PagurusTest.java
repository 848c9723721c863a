package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagurusTest {
  private final Stage stage =
      new Stage(
          Resources.of(8_000, 16L << 30),
          Stage.whole(
              "pagurus", Map.of("renters", "1", "similarity", "f0~f2=1", "otherwise", "0")));

  @BeforeEach
  void leaveAnInstanceOfTheFirstFunctionIdle() {
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(1000, 256, 1));
    }
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
  }

  @Test
  void nothingIsLentBeforeTheInstanceIsBeyondNeed() {
    stage.advance(9 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).isEmpty();
  }

  @Test
  void anInstanceBeyondNeedIsPreparedForSimilarFunctions() {
    stage.advance(11 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).containsExactly(new Change.Prepare(List.of(2)));
  }

  @Test
  void aRenterTakesTheLenderOver() {
    stage.advance(11 * Stage.SECOND);
    stage.submit(2);
    assertThat(stage.told(Change.Bind.class)).containsExactly(new Change.Bind(2));
    assertThat(stage.told(Change.Create.class)).hasSize(1);
  }

  @Test
  void aFunctionTheLenderIsNotPreparedForStartsAnew() {
    stage.advance(11 * Stage.SECOND);
    stage.submit(1);
    assertThat(stage.told(Change.Bind.class)).isEmpty();
    assertThat(stage.told(Change.Create.class)).hasSize(2);
  }
}
