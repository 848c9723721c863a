package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsLambdaTest {
  private static final Resources CAPACITY = Resources.of(100_000, 64L << 30);

  private static Stage stage(Map<String, String> parameters) {
    var stage = new Stage(CAPACITY, Stage.whole("aws-lambda", parameters));
    stage.deploy(0, Stage.configuration(2_000, 1769, 1));
    stage.deploy(1, Stage.configuration(2_000, 512, 1));
    return stage;
  }

  private static final Map<String, String> SMALL =
      Map.of("burst", "4", "growth", "2", "concurrency", "9");

  private static long refused(Stage stage) {
    return stage.replies.stream().filter(Outcome.Rejected.class::isInstance).count();
  }

  @Test
  void eachRequestHasAnInstanceOfItsOwn() {
    var stage = stage(Map.of());
    for (int i = 0; i < 3; i++) {
      stage.submit(1);
    }
    assertThat(stage.runs).extracting(Stage.Ran::instance).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void whatIsBeyondTheBurstIsRefused() {
    var stage = stage(SMALL);
    for (int i = 0; i < 6; i++) {
      stage.submit(i % 2);
    }
    assertThat(stage.runs).hasSize(4);
    assertThat(stage.replies)
        .hasSize(2)
        .allSatisfy(
            reply ->
                assertThat(reply)
                    .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> {
                          assertThat(rejected.reason()).isEqualTo(Outcome.Refusal.OVERLOADED);
                          assertThat(rejected.message()).contains("limit of 4 requests");
                        }));
  }

  @Test
  void theEndOfOneMakesRoomForAnother() {
    var stage = stage(SMALL);
    for (int i = 0; i < 5; i++) {
      stage.submit(1);
    }
    stage.end(stage.lastRun());
    stage.submit(1);
    assertThat(refused(stage)).isEqualTo(1);
  }

  /** 4 at once; after two minutes at the ceiling 4 + 2 · 2 = 8; after ten no more than 9. */
  @Test
  void theCeilingGrowsByTheMinuteUpToTheAccountsLimit() {
    var cap = new ConcurrencyCap(4, 2, 9);
    long minute = 60 * Stage.SECOND;
    assertThat(cap.at(0, 4)).isEqualTo(4);
    assertThat(cap.at(minute - 1, 4)).isEqualTo(4);
    assertThat(cap.at(minute, 5)).isEqualTo(6);
    assertThat(cap.at(2 * minute, 6)).isEqualTo(8);
    assertThat(cap.at(10 * minute, 8)).isEqualTo(9);
    assertThat(cap.at(11 * minute, 3)).isEqualTo(4);
    assertThat(cap.at(12 * minute, 4)).isEqualTo(4);
  }

  @Test
  void thoseThatLeftTheQueueUnservedDoNotCount() {
    var stage = new Stage(Resources.of(100_000, 1L << 30), Stage.whole("aws-lambda", SMALL));
    stage.deploy(1, Stage.configuration(2_000, 512, 1));
    stage.submit(1);
    stage.submit(1);
    stage.submit(1, Stage.SECOND);
    stage.submit(1, Stage.SECOND);
    assertThat(stage.runs).hasSize(2);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.replies).hasSize(2);
    stage.submit(1);
    stage.submit(1);
    assertThat(refused(stage)).isZero();
  }

  /** 1769 MiB come with one core, 512 MiB with 512 / 1769 of one: 289 thousandths. */
  @Test
  void cpuGrowsWithMemory() {
    var stage = stage(Map.of());
    stage.submit(0);
    assertThat(stage.lastRun().grant().cpuMillis()).isEqualTo(1_000);
    stage.submit(1);
    assertThat(stage.lastRun().grant().cpuMillis()).isEqualTo(289);
  }

  @Test
  void anIdleInstanceGoesWithinTheDrawnTime() {
    var stage = stage(Map.of());
    for (int i = 0; i < 20; i++) {
      stage.submit(1);
    }
    for (var run : stage.runs) {
      stage.end(run, Usage.UNKNOWN);
    }
    stage.advance(299 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(1).size()).isEqualTo(20);
    stage.advance(61 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(1).size()).isBetween(1, 19);
    stage.advance(61 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(1).size()).isZero();
  }
}
