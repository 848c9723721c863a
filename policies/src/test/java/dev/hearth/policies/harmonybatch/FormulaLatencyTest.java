package dev.hearth.policies.harmonybatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormulaLatencyTest {
  private static final FormulaLatency SMALL = new FormulaLatency(HarmonyModels.small());

  private static Profile sampled(FormulaLatency formula, int... cpus) {
    var points = new ArrayList<Profile.Point>();
    for (int rows = 1; rows <= 2; rows++) {
      for (int cpu : cpus) {
        points.add(point(formula, cpu, 0, rows));
      }
      points.add(point(formula, 0, 50, rows));
      points.add(point(formula, 0, 100, rows));
    }
    return new Profile(points, 0);
  }

  private static Profile.Point point(FormulaLatency formula, int cpu, int gpu, int rows) {
    long nanos = formula.estimate(0, rows, new Resources(cpu, gpu, 0), 0);
    return new Profile.Point(cpu, gpu, rows, nanos, Profile.Source.MEASURED);
  }

  @Test
  void onCpuItIsTheAverageCurveOfTheBatch() {
    assertThat(SMALL.estimate(0, 2, Resources.of(1_000, 0), 0))
        .isEqualTo(Math.round((2 * StrictMath.exp(-2) + 0.2) * 1e9));
    assertThat(SMALL.estimate(0, 3, Resources.of(1_000, 0), 0)).isEqualTo(-1);
  }

  @Test
  void halfAnAcceleratorTakesTwiceTheTime() {
    long whole = SMALL.estimate(0, 4, new Resources(0, 100, 0), 0);

    assertThat(whole).isEqualTo(4_000_000);
    assertThat(SMALL.estimate(0, 4, new Resources(0, 50, 0), 0)).isEqualTo(2 * whole);
  }

  @Test
  void aFitOfItsOwnPointsGivesTheFormulaBack() {
    var fit = FormulaLatency.fit(sampled(SMALL, 250, 500, 1_000, 1_500, 2_000, 4_000), 1.2);

    assertThat(fit.error().worst()).isLessThan(0.01);
    var curve = fit.formula().model().average().getFirst();
    assertThat(curve.beta()).isCloseTo(0.5, within(0.02));
    assertThat(curve.gamma()).isCloseTo(0.1, within(0.005));
    assertThat(fit.formula().model().maximum().getFirst().gamma())
        .isCloseTo(1.2 * curve.gamma(), within(1e-12));
    assertThat(fit.formula().model().gpuSlope()).isCloseTo(0.0005, within(1e-6));
  }

  @Test
  void noCurveFallsBelowNothing() {
    var rising =
        new Profile(List.of(measured(500, 100), measured(1_000, 110), measured(2_000, 130)), 0);
    var curve = FormulaLatency.fit(rising, 1).formula().model().average().getFirst();

    assertThat(curve.alpha()).isNotNegative();
    assertThat(curve.gamma()).isPositive();
  }

  private static Profile.Point measured(int cpu, long millis) {
    return new Profile.Point(cpu, 0, 1, millis * 1_000_000, Profile.Source.MEASURED);
  }

  @Test
  void itsNumbersAreTheSuitesParameter() {
    assertThat(FormulaLatency.of(SMALL.numbers()).numbers()).isEqualTo(SMALL.numbers());
  }

  @Test
  void aProfileWithoutSingleRowsIsRefused() {
    assertThatThrownBy(() -> FormulaLatency.fit(Profile.NONE, 1))
        .hasMessageContaining("measure batch 1");
  }
}
