package dev.hearth.policies.icebreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IceBreakerTest {
  private static final long MINUTE = 60 * Stage.SECOND;
  private static final int PERIOD = 4;

  private static Stage stage() {
    var stage =
        new Stage(
            Resources.of(64_000, 64L << 30), Stage.whole("icebreaker", Map.of("window", "16")));
    stage.startNanos = Stage.SECOND;
    stage.deploy(0, Stage.configuration(1000, 256, 1));
    stage.advance(20 * Stage.SECOND);
    return stage;
  }

  /** Used in the middle of every fourth minute; the next is due in the minute that begins. */
  private static Stage learned() {
    var stage = stage();
    for (int use = 0; use < 6; use++) {
      long begin = stage.now;
      stage.serve(0, Stage.SECOND, Usage.UNKNOWN);
      stage.advance(PERIOD * MINUTE - (stage.now - begin));
    }
    return stage;
  }

  private static Change.Create lastStart(Stage stage) {
    return stage.told(Change.Create.class).getLast();
  }

  @Test
  void aPeriodicFunctionIsWarmInItsIntervalAndGoneBetween() {
    var stage = learned();
    int started = stage.told(Change.Create.class).size();
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    stage.serve(0, Stage.SECOND, Usage.UNKNOWN);
    assertThat(stage.told(Change.Create.class)).hasSize(started);
    stage.advance(2 * MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
  }

  @Test
  void theMostUsefulIsWarmOnHighEnd() {
    assertThat(lastStart(learned()).configuration().hardware()).isEqualTo("high");
  }

  @Test
  void partsOfTheUtilityWeighLessTheLargerTheyAre() {
    assertThat(new Utility(0.5, 0.4, 0, 1).value())
        .isCloseTo((1.9 - 1.41 / 1.9) / 3, within(1e-12));
    assertThat(new Utility(0, 0, 0, 0).value()).isZero();
  }

  @Test
  void predictionsAreJudgedByWhatWasNeeded() {
    var demand = new Demand(16, 10);
    for (int[] predictedAndNeeded : new int[][] {{0, 4}, {3, 4}, {5, 2}}) {
      demand.predict(predictedAndNeeded[0]);
      demand.inHand(predictedAndNeeded[1]);
      demand.close(0);
    }
    assertThat(demand.missed()).isCloseTo(5.0 / 10, within(1e-12));
    assertThat(demand.borneOut()).isCloseTo(1 - 3.0 / 10, within(1e-12));
  }

  @Test
  void highEndSavesWhatItsStartAndRunAreShorter() {
    var demand = new Demand(16, 10);
    assertThat(demand.speedUp(0.6)).isCloseTo(0.4, within(1e-12));
    demand.spans(true).start = 2;
    demand.spans(true).run = 1;
    demand.spans(false).start = 3;
    demand.spans(false).run = 3;
    assertThat(demand.speedUp(0.6)).isCloseTo(0.5, within(1e-12));
  }

  private static List<Choices.Choice> choices(long highBytes, long lowBytes) {
    var choices = new Choices(0.33, 0.66, highBytes, lowBytes);
    for (int function = 0; function <= 4; function++) {
      choices.add(new Choices.Candidate(function, 0.2 + 0.1 * function, 10));
    }
    return choices.made();
  }

  /** Utilities scale to 0, 0.25, 0.5, 0.75 and 1. */
  @Test
  void cutOffsDivideFunctionsBetweenClassesAndNowhere() {
    assertThat(choices(100, 100))
        .containsExactly(
            new Choices.Choice(4, true), new Choices.Choice(3, true), new Choices.Choice(2, false));
  }

  @Test
  void aUsedUpBudgetRaisesTheCutOff() {
    assertThat(choices(10, 10))
        .containsExactly(new Choices.Choice(4, true), new Choices.Choice(3, false));
  }
}
