package dev.hearth.policies.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolynomialLatencyTest {
  /** s = 0.5 + 0.2 k + 1e-7 k m. */
  private static final PolynomialLatency SIMPLE =
      new PolynomialLatency(List.of(0.5, 0.2, 0.0, 0.0, 1e-7, 0.0, 0.0, 0.0, 0.0, 0.0));

  @Test
  void theMemoryOfAFunctionIsThatOfItsCpu() {
    assertThat(SIMPLE.estimate(0, 3, Resources.of(2_000, 1), 0))
        .isEqualTo(Math.round((0.5 + 0.6 + 3e-7 * 3_538) * 1e9));
  }

  @Test
  void aFitOfItsOwnPointsGivesTheFormulaBack() {
    var fit = PolynomialLatency.fit(SIMPLE.profile(List.of(500, 1_000, 1_500, 2_000), 8));

    assertThat(fit.error().worst()).isLessThan(1e-6);
    assertThat(fit.formula().seconds(6, 2_500)).isCloseTo(SIMPLE.seconds(6, 2_500), within(1e-6));
  }

  @Test
  void aFitOfOneSizeStillKnowsThatSize() {
    var fit = PolynomialLatency.fit(SIMPLE.profile(List.of(1_000), 8));

    assertThat(fit.error().worst()).isLessThan(1e-6);
  }

  @Test
  void theErrorOfAFitIsThatAtItsPoints() {
    var points = List.of(point(1, 100), point(2, 200), point(3, 310), point(4, 390), point(5, 505));
    var fit = PolynomialLatency.fit(new Profile(points, 0));

    assertThat(fit.error().mean()).isBetween(0.001, 0.02);
    assertThat(fit.error().worst()).isGreaterThanOrEqualTo(fit.error().mean());
  }

  private static Profile.Point point(int rows, long millis) {
    return new Profile.Point(1_000, 0, rows, millis * 1_000_000, Profile.Source.MEASURED);
  }

  @Test
  void nothingIsKnownOfAccelerators() {
    assertThat(SIMPLE.estimate(0, 3, new Resources(2_000, 10, 1), 0)).isEqualTo(-1);
    assertThatThrownBy(() -> PolynomialLatency.fit(Profile.NONE))
        .hasMessageContaining("no latency");
  }

  @Test
  void elevenCoefficientsAreRefused() {
    assertThatThrownBy(() -> new PolynomialLatency(Collections.nCopies(11, 1.0)))
        .hasMessageContaining("not 11");
  }
}
