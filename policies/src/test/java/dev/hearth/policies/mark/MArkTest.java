package dev.hearth.policies.mark;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MArkTest {
  /** Five requests a second each. */
  private static final String TYPES = "small/2000/0/4096/0.01/150";

  private final Stage stage = new Stage(Resources.of(640_000, 640L << 30), PolicyChoice.DEFAULTS);

  private static Profile.Point point(int cpuMillis, int millis) {
    return new Profile.Point(cpuMillis, 0, 1, millis * Stage.MILLI, Profile.Source.MEASURED);
  }

  private void deploy(String types) {
    stage.deploy(
        new Revision(
                0,
                "model",
                Stage.configuration(1_000, 1_024, 1),
                new Scale(0, 50),
                new Objective(Stage.SECOND, 98),
                1_000,
                true,
                Stage.whole("mark", Map.of("types", types, "step", "10s", "forecast", "holt")))
            .withProfile(new Profile(List.of(point(1_000, 400), point(2_000, 200)), 0)));
  }

  /** Ten requests a second, each answered within a tenth. */
  private void load(int seconds) {
    for (int i = 0; i < seconds * 10; i++) {
      stage.submit(0);
      stage.advance(Stage.SECOND / 10);
      endAll();
    }
  }

  private void endAll() {
    var open = new ArrayList<>(stage.runs);
    stage.runs.clear();
    open.forEach(stage::end);
  }

  private long started(String hardware) {
    return stage.told(Change.Create.class).stream()
        .filter(create -> create.configuration().hardware().equals(hardware))
        .count();
  }

  private void plan() {
    stage.answerPlan(new MArkPlanner());
  }

  @Test
  void beforeTheFirstPlanFunctionsServe() {
    deploy(TYPES);
    load(5);

    assertThat(started("small")).isZero();
    assertThat(started("")).isPositive();
  }

  @Test
  void machinesForTheForecastWithItsHeadRoomAreLaunched() {
    deploy(TYPES);
    load(11);
    plan();

    assertThat(started("small")).isEqualTo(3);
  }

  @Test
  void requestsBeyondWhatMachinesFinishInTimeGoToFunctions() {
    deploy(TYPES);
    load(11);
    plan();
    endAll();
    for (int i = 0; i < 20; i++) {
      stage.submit(0);
    }
    long onMachines = 3 * 4;

    // of 20, each of 3 machines finishes 4 in 0.9 s; the others run on functions at once
    assertThat(stage.runs).hasSize((int) (3 + 20 - onMachines));
  }

  @Test
  void machinesThatNoneOfTheLastPlansNeededGo() {
    deploy(TYPES);
    load(11);
    plan();
    stage.advance(Stage.SECOND);
    for (int step = 0; step < 12; step++) {
      stage.submit(0);
      stage.advance(10 * Stage.SECOND);
      endAll();
      plan();
    }

    assertThat(stage.told(Change.Destroy.class)).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void withoutTypesNothingIsPlanned() {
    deploy("none");
    load(12);

    assertThat(stage.plans).isEmpty();
  }

  @Test
  void anUnknownForecastIsRefused() {
    var choice = Stage.whole("mark", Map.of("forecast", "tarot"));

    assertThatThrownBy(() -> new Registry().check(choice, Suite.Scope.POOL))
        .hasMessageContaining("holt, lstm or max, not 'tarot'");
  }
}
