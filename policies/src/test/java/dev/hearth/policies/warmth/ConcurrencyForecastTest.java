package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.learning.Forecaster;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyForecastTest {
  private static final long INTERVAL = 60;

  private static ConcurrencyForecast forecast(long seed) {
    return new ConcurrencyForecast(
        INTERVAL,
        INTERVAL,
        new Forecaster(8, ConcurrencyForecast.WINDOW, 0.003, new SplittableRandom(seed)));
  }

  /** Six at once in every third interval, none between; a fixed number misses by 2 or more. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aRhythmIsForeseen(long seed) {
    var forecast = forecast(seed);
    int missed = 0;
    for (int interval = 0; interval < 1_000; interval++) {
      if (interval % 3 == 0) {
        forecast.arrived(interval * INTERVAL, 6);
      }
      int expected = forecast.next((interval + 1) * INTERVAL);
      int comes = (interval + 1) % 3 == 0 ? 6 : 0;
      missed += interval >= 900 ? Math.abs(expected - comes) : 0;
    }
    assertThat(missed).isLessThan(100);
  }

  @Test
  void itSaysNothingUntilFourIntervalsWereLoaded() {
    var forecast = forecast(1);
    for (int interval = 0; interval < 3; interval++) {
      forecast.arrived(interval * INTERVAL, 100);
      assertThat(forecast.next((interval + 1) * INTERVAL)).isZero();
    }
    forecast.arrived(3 * INTERVAL, 100);
    assertThat(forecast.next(4 * INTERVAL)).isPositive();
  }

  @Test
  void itSleepsAfterAWindowOfSilenceUntilTheNextArrival() {
    var forecast = forecast(1);
    assertThat(forecast.nextWake()).isEqualTo(Long.MAX_VALUE);
    forecast.arrived(5, 1);
    assertThat(forecast.nextWake()).isEqualTo(5 + INTERVAL);
    int wakes = 0;
    while (forecast.nextWake() != Long.MAX_VALUE) {
      forecast.next(forecast.nextWake());
      wakes++;
    }
    assertThat(wakes).isEqualTo(1 + ConcurrencyForecast.WINDOW);
    forecast.arrived(1_000_000, 1);
    assertThat(forecast.nextWake()).isEqualTo(1_000_000 + INTERVAL);
  }
}
