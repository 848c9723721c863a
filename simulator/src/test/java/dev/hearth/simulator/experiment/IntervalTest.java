package dev.hearth.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
  /** By hand: s² = 10 / 4, t(0.975, 4) = 2.776445, so 2.776445 · √(2.5 / 5). */
  @Test
  void halfTheWidthIsStudentsQuantileTimesTheStandardError() {
    var interval = Interval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.halfWidth()).isCloseTo(1.963243, within(1e-6));
  }

  @Test
  void oneValueHasNoInterval() {
    var interval = Interval.of(List.of(7.0));

    assertThat(interval.mean()).isEqualTo(7);
    assertThat(interval.known()).isFalse();
  }
}
