package dev.hearth.policies.icebreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class HarmonicsTest {
  private static final int LENGTH = 64;

  private static double next(int harmonics, int degree, IntToDoubleFunction series) {
    var values = new double[LENGTH];
    java.util.Arrays.setAll(values, series);
    return new Harmonics(LENGTH, harmonics, degree).next(values);
  }

  private static double wave(int t, int period) {
    return StrictMath.cos(2 * StrictMath.PI * t / period);
  }

  @Test
  void aTrendGoesOn() {
    assertThat(next(10, 2, t -> 3 + 0.5 * t + 0.01 * t * t))
        .isCloseTo(3 + 0.5 * LENGTH + 0.01 * LENGTH * LENGTH, within(1e-6));
  }

  @Test
  void aWaveGoesOn() {
    assertThat(next(1, 0, t -> 5 + 2 * wave(t, 16))).isCloseTo(7, within(1e-9));
    assertThat(next(1, 0, t -> 5 + 2 * wave(t + 8, 16))).isCloseTo(3, within(1e-9));
  }

  @Test
  void onlyTheStrongestWavesAreTaken() {
    assertThat(next(1, 0, t -> 5 + 2 * wave(t, 16) - wave(t, 4))).isCloseTo(7, within(1e-9));
    assertThat(next(2, 0, t -> 5 + 2 * wave(t, 16) - wave(t, 4))).isCloseTo(6, within(1e-9));
  }

  @Test
  void theHighestFrequencyIsItsOwnMirror() {
    assertThat(next(1, 0, t -> t % 2)).isCloseTo(0, within(1e-9));
    assertThat(next(1, 0, t -> 1 - t % 2)).isCloseTo(1, within(1e-9));
  }

  /** A pulse every 16 intervals is 1/16 and waves of 2/16 at 8 frequencies, the last 1/16. */
  @Test
  void aPulseComesBackWhenItIsDue() {
    assertThat(next(10, 0, t -> t % 16 == 0 ? 1 : 0)).isCloseTo(1, within(1e-9));
    assertThat(next(10, 0, t -> t % 16 == 5 ? 1 : 0)).isCloseTo(0, within(1e-9));
    assertThat(next(4, 0, t -> t % 16 == 0 ? 1 : 0)).isCloseTo(9.0 / 16, within(1e-9));
  }
}
