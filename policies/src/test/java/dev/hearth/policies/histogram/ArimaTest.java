package dev.hearth.policies.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArimaTest {
  /** x_t = constant + a · x_{t-1} + b · x_{t-2} + noise of standard deviation 1. */
  private static double[] autoregressive(double constant, double a, double b) {
    var random = new SplittableRandom(11);
    var series = new double[1_000];
    for (int t = 2; t < series.length; t++) {
      series[t] = constant + a * series[t - 1] + b * series[t - 2] + random.nextGaussian();
    }
    return java.util.Arrays.copyOfRange(series, 100, series.length);
  }

  @Test
  void theParametersOfAnAutoregressionAreFound() {
    var fit = Arima.best(autoregressive(2, 0.5, 0.3));
    assertThat(fit.length).isGreaterThanOrEqualTo(3);
    assertThat(fit[1]).isCloseTo(0.5, within(0.1));
    assertThat(fit[2]).isCloseTo(0.3, within(0.1));
  }

  @Test
  void noiseNeedsFewParameters() {
    var fit = Arima.best(autoregressive(10, 0, 0));
    assertThat(fit[0]).isCloseTo(10, within(1.5));
    assertThat(fit.length).isLessThanOrEqualTo(2);
  }

  @Test
  void anAlternationGoesOn() {
    assertThat(Arima.forecast(new double[] {6, 10, 6, 10, 6, 10, 6, 10, 6, 10}))
        .isCloseTo(6, within(1e-6));
  }

  @Test
  void aSteadyGrowthGoesOn() {
    assertThat(Arima.forecast(new double[] {5, 7, 9, 11, 13, 15})).isCloseTo(17, within(1e-6));
  }

  @Test
  void aConstantStays() {
    assertThat(Arima.forecast(new double[] {5, 5, 5, 5, 5, 5})).isCloseTo(5, within(1e-9));
  }

  @Test
  void fromFourTimesNothingIsForecast() {
    assertThat(Arima.forecast(new double[] {5, 5, 5, 5})).isNegative();
  }

  @Test
  void onlyTheLastTimesAreRemembered() {
    var recent = new RecentTimes(6);
    for (int i = 1; i <= 9; i++) {
      recent.add(i);
    }
    assertThat(recent.inOrder()).containsExactly(4, 5, 6, 7, 8, 9);
  }
}
