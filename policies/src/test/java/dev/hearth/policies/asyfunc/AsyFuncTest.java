package dev.hearth.policies.asyfunc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import dev.hearth.policies.fake.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Function 0 has a shadow, function 1, with which its batches take 6 tenths of their time. */
class AsyFuncTest {
  private static final int ROWS = 8;
  private static final Configuration BODY = Stage.configuration(1_000, 300, ROWS);
  private static final Configuration SHADOW = Stage.configuration(1_000, 20, ROWS);
  private static final Objective OBJECTIVE = new Objective(400 * Stage.MILLI, 99);

  private final Stage stage =
      new Stage(Resources.of(8_000, 4_000 * Stage.MIB), PolicyChoice.DEFAULTS);

  private static Profile profile(double share) {
    var points = new ArrayList<Profile.Point>();
    for (int rows = 1; rows <= ROWS; rows++) {
      long nanos = (long) (10 * Stage.MILLI * rows * share);
      points.add(new Profile.Point(1_000, 0, rows, nanos, Profile.Source.MEASURED));
    }
    return new Profile(points, 0);
  }

  private void deploy(Map<String, String> parameters) {
    stage.deploy(BODY, OBJECTIVE, Stage.whole("asyfunc", parameters), profile(1));
    stage.deploy(
        new Revision(
                1,
                "f0#shadow",
                SHADOW,
                new Scale(0, 50),
                OBJECTIVE,
                10,
                true,
                PolicyChoice.DEFAULTS)
            .withProfile(profile(0.6))
            .assisting(0));
  }

  private List<Integer> started() {
    return stage.told(Change.Create.class).stream().map(Change.Create::function).toList();
  }

  private void burst(int invocations) {
    for (int i = 0; i < invocations; i++) {
      stage.submit(0);
    }
    stage.tick();
  }

  @Test
  void aBurstThatTheBodyCannotTakeBringsAShadow() {
    deploy(Map.of());
    burst(1);
    assertThat(started()).containsExactly(0);

    burst(34);
    stage.advance(100 * Stage.MILLI);

    assertThat(started()).containsExactly(0, 1);
    assertThat(stage.told(Change.Create.class).getLast().configuration()).isEqualTo(SHADOW);
  }

  @Test
  void whatShadowsDoNotCoverBringsBodies() {
    deploy(Map.of());
    burst(1);

    burst(200);
    stage.advance(100 * Stage.MILLI);

    assertThat(started().subList(0, 2)).containsExactly(0, 1);
    assertThat(started().subList(2, started().size())).isNotEmpty().containsOnly(0);
  }

  @Test
  void withoutShadowsWholeModelsAreStarted() {
    deploy(Map.of("shadows", "0"));
    burst(1);

    burst(45);
    stage.advance(100 * Stage.MILLI);

    assertThat(started()).hasSizeGreaterThan(1).containsOnly(0);
  }

  @Test
  void afterTheIdleTimeTheShadowGoes() {
    deploy(Map.of());
    burst(35);
    stage.advance(100 * Stage.MILLI);
    assertThat(started()).contains(1);
    for (int run = 0; run < stage.runs.size(); run++) {
      stage.end(stage.runs.get(run));
      stage.tick();
    }

    stage.advance(5 * Stage.SECOND);
    assertThat(stage.told(Change.Destroy.class)).isEmpty();
    stage.advance(10 * Stage.SECOND);

    assertThat(stage.told(Change.Destroy.class)).isNotEmpty();
    assertThat(stage.kernel.view().poolOf(1).size()).isZero();
  }

  @Test
  void aShadowGoesEvenIfNothingIsExpectedBeforeItsIdleTimeIsOver() {
    deploy(Map.of("history", "1", "period", "1s"));
    burst(35);
    stage.advance(100 * Stage.MILLI);
    assertThat(started()).contains(1);
    for (int run = 0; run < stage.runs.size(); run++) {
      stage.end(stage.runs.get(run));
      stage.tick();
    }

    stage.advance(15 * Stage.SECOND);

    assertThat(stage.kernel.view().poolOf(1).size()).isZero();
  }
}
