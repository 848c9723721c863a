package dev.hearth.benchmarks.suites.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void aSampleHasItsMiddleItsRanksAndItsSpread() {
    Sample sample = Sample.of(9, 2, 4, 4, 4, 5, 5, 7);

    assertThat(sample.median()).isEqualTo(4.5);
    assertThat(sample.at(0.9)).isEqualTo(9);
    assertThat(sample.at(0.5)).isEqualTo(4);
    // squares sum to 32 around the mean of 5
    assertThat(sample.variation()).isCloseTo(Math.sqrt(32.0 / 7) / 5, within(1e-12));
  }

  @Test
  void aLineFitsPointsOfALineAndNotOthers() {
    Line exact = Line.through(new double[] {1, 2, 4}, new double[] {5, 7, 11});

    assertThat(exact.slope()).isCloseTo(2, within(1e-12));
    assertThat(exact.intercept()).isCloseTo(3, within(1e-12));
    assertThat(exact.fit()).isCloseTo(1, within(1e-12));
    assertThat(Line.through(new double[] {1, 2, 3}, new double[] {1, 5, 1}).fit()).isZero();
  }
}
