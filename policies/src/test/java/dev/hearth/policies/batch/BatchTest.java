package dev.hearth.policies.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import dev.hearth.policies.fake.Stage;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final int RUN_MILLIS = 100;

  private final Stage stage = new Stage(Resources.of(64_000, 64L << 30), PolicyChoice.DEFAULTS);

  /** 100 ms on one core whatever the batch, half of it on two: batches are nearly free. */
  private static Profile flat() {
    var points = new ArrayList<Profile.Point>();
    for (int cpu : new int[] {1_000, 2_000}) {
      for (int rows = 1; rows <= 16; rows++) {
        long nanos = RUN_MILLIS * Stage.MILLI * 1_000 / cpu + rows;
        points.add(new Profile.Point(cpu, 0, rows, nanos, Profile.Source.MEASURED));
      }
    }
    return new Profile(points, 0);
  }

  private void deploy(int objectiveMillis, Profile profile) {
    stage.deploy(
        new Revision(
                0,
                "model",
                Stage.configuration(1_000, 512, 1),
                new Scale(0, 50),
                new Objective(objectiveMillis * Stage.MILLI, 95),
                1_000,
                true,
                Stage.whole("batch", Map.of("interval", "4s", "check", "2s")))
            .withProfile(profile));
  }

  /** One every 50 ms, each answered after a run's time. */
  private void load(int seconds) {
    load(seconds, 50);
  }

  private void load(int seconds, int gapMillis) {
    for (int i = 0; i < seconds * 1_000 / gapMillis; i++) {
      stage.submit(0);
      stage.advance(gapMillis * Stage.MILLI);
      var open = new ArrayList<>(stage.runs);
      stage.runs.clear();
      open.forEach(stage::end);
    }
  }

  private Setting planned() {
    stage.answerPlan(new BatchPlanner());
    return BatchPlanner.setting(new BatchPlanner().plan(stage.plans.getLast()));
  }

  private int rowsOfNext(int requests) {
    stage.advance(Stage.SECOND);
    new ArrayList<>(stage.runs).forEach(stage::end);
    stage.runs.clear();
    for (int i = 0; i < requests; i++) {
      stage.submit(0);
    }
    return stage.runs.isEmpty() ? 0 : stage.lastRun().rows();
  }

  @Test
  void afterAPlanAFullBufferRunsAtOnceAndASmallerOneAfterItsTime() {
    deploy(1_000, flat());
    load(5);
    var setting = planned();

    assertThat(setting.batch()).isGreaterThan(1);
    assertThat(rowsOfNext(setting.batch())).isEqualTo(setting.batch());
    assertThat(rowsOfNext(1)).isZero();
    stage.advance((long) (setting.timeoutSeconds() * 1e9));
    assertThat(stage.lastRun().rows()).isEqualTo(1);
  }

  @Test
  void anObjectiveThatLeavesNoTimeToWaitIsServedByTheLargerSize() {
    deploy(60, flat());
    load(5);
    var setting = planned();

    assertThat(setting.cpuMillis()).isEqualTo(2_000);
    assertThat(stage.told(Change.Create.class).getLast().configuration().resources().cpuMillis())
        .isEqualTo(2_000);
  }

  @Test
  void instancesOfTheOldSizeGoOnceTheNewOnesAreReady() {
    deploy(60, flat());
    load(5);
    planned();
    load(5);

    assertThat(stage.told(Change.Destroy.class)).isNotEmpty();
  }

  @Test
  void itPlansOnceInAnIntervalWhileTheRateStays() {
    deploy(1_000, flat());
    load(3);
    planned();
    int before = stage.plans.size();
    load(2);

    assertThat(stage.plans).hasSize(before);
    load(3);
    assertThat(stage.plans).hasSize(before + 1);
  }

  @Test
  void aRateThatDriftsIsPlannedForAtTheNextCheckFromThatCheckAlone() {
    deploy(1_000, flat());
    load(5);
    planned();
    int before = stage.plans.size();
    load(2, 5);

    assertThat(stage.plans).hasSize(before + 1);
    assertThat(Problem.of(stage.plans.getLast().snapshot()).arrivals().rate()).isGreaterThan(100);
  }

  @Test
  void withoutAProfileNothingIsPlannedAndRequestsRunByThemselves() {
    deploy(1_000, Profile.NONE);
    load(5);

    assertThat(stage.plans).isEmpty();
    assertThat(rowsOfNext(1)).isEqualTo(1);
  }

  @Test
  void anUnknownModelOfServiceTimesIsRefused() {
    var choice = Stage.whole("batch", Map.of("model", "spline"));

    assertThatThrownBy(() -> new Registry().check(choice, Suite.Scope.POOL))
        .hasMessageContaining("table or cubic, not 'spline'");
  }
}
