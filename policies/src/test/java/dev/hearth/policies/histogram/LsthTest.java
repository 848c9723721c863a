package dev.hearth.policies.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LsthTest {
  private static final long MINUTE = 60 * Stage.SECOND;
  private static final long HOUR = 60 * MINUTE;

  private final Lsth policy =
      new Lsth(new Lsth.Config(240, MINUTE, new Cutoffs(5, 99, 0.1), 0, 24 * HOUR, HOUR, 0.5, 5));

  private void learn(long at, long idleMinutes, int times) {
    for (int i = 0; i < times; i++) {
      policy.learn(at, idleMinutes * MINUTE);
    }
  }

  /**
   * The formula of the design's notes on INFless: long histogram all in bin 20, windows 18 min and
   * 23.1 - 18; the short one's last hour in bin 10, windows 9 min and 12.1 - 9, half of each. Of 2
   * 000 long-term times five are too few to move its percentiles.
   */
  @Test
  void theWindowsAreHalfwayBetweenHabitAndPresent() {
    learn(0, 20, 2_000);
    learn(3 * HOUR, 10, 5);
    assertThat(policy.windows(3 * HOUR))
        .isEqualTo(new Windows(13 * MINUTE + 30 * Stage.SECOND, 4 * MINUTE + 6 * Stage.SECOND));
  }

  @Test
  void withNothingOfLateHabitCountsAlone() {
    learn(0, 20, 10);
    assertThat(policy.windows(3 * HOUR)).isEqualTo(new Windows(18 * MINUTE, (long) (5.1 * MINUTE)));
  }

  @Test
  void habitsAreForgottenAfterTheLongWindow() {
    learn(0, 20, 10);
    assertThat(policy.windows(25 * HOUR)).isEqualTo(Windows.keep(4 * HOUR));
  }

  @Test
  void idleTimesMostlyBeyondTheRangeSayNothing() {
    learn(0, 20, 5);
    learn(0, 300, 6);
    assertThat(policy.windows(0)).isEqualTo(Windows.keep(4 * HOUR));
  }

  private static Stage everyTenMinutes(PolicyChoice choice) {
    var stage = new Stage(Resources.of(8_000, 16L << 30), choice);
    stage.deploy(0, Stage.configuration(1000, 256, 1));
    for (int i = 0; i < 7; i++) {
      stage.serve(0, 100 * Stage.MILLI, Usage.UNKNOWN);
      stage.advance(10 * MINUTE);
    }
    stage.serve(0, 100 * Stage.MILLI, Usage.UNKNOWN);
    return stage;
  }

  @Test
  void itUnloadsAndLoadsAgainInTheKernel() {
    var stage = everyTenMinutes(Stage.whole("lsth", Map.of()));
    stage.advance(4 * Stage.SECOND);
    int started = stage.told(Change.Create.class).size();
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
    stage.advance(9 * MINUTE);
    assertThat(stage.told(Change.Create.class)).hasSize(started + 1);
  }

  /** That holds one for its window and its grace period, a minute and a half in all. */
  @Test
  void withKnativesScalingItUnloadsOnceThatWantsNoneAndLoadsAgain() {
    var stage = everyTenMinutes(Stage.whole("lsth", Map.of()).with(Role.SCALING, "kpa", Map.of()));
    stage.advance(MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    stage.advance(MINUTE);
    int started = stage.told(Change.Create.class).size();
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
    stage.advance(7 * MINUTE + Stage.SECOND);
    assertThat(stage.told(Change.Create.class)).hasSize(started + 1);
    stage.advance(MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
  }
}
