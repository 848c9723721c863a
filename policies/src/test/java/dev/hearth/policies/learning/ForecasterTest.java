package dev.hearth.policies.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecasterTest {
  private static final int PERIOD = 24;
  private static final int LEARN = 40 * PERIOD;
  private static final int TRY = 5 * PERIOD;

  private static double sine(int step) {
    return 10 + 8 * StrictMath.sin(2 * StrictMath.PI * step / PERIOD);
  }

  private static double error(Series series, int from, ToDoubleFunction<Series> predictor) {
    double squares = 0;
    for (int step = from; step < from + TRY; step++) {
      double miss = predictor.applyAsDouble(series) - sine(step);
      squares += miss * miss;
      series.add(sine(step));
    }
    return StrictMath.sqrt(squares / TRY);
  }

  private static Series seen() {
    var series = new Series(3 * PERIOD);
    for (int step = 0; step < LEARN; step++) {
      series.add(sine(step));
    }
    return series;
  }

  private static double average(Series series, double weight) {
    double average = series.back(series.size() - 1);
    for (int back = series.size() - 2; back >= 0; back--) {
      average += weight * (series.back(back) - average);
    }
    return average;
  }

  private static Forecaster trained(long seed) {
    var forecaster = new Forecaster(8, 32, 0.003, new SplittableRandom(seed));
    var series = new Series(3 * PERIOD);
    for (int step = 0; step < LEARN; step++) {
      series.add(sine(step));
      forecaster.train(series, 0);
    }
    return forecaster;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aSineIsLearnedBetterThanByAnyMovingAverage(long seed) {
    double learned = error(seen(), LEARN, trained(seed)::predict);
    double best = Double.POSITIVE_INFINITY;
    for (double weight : new double[] {0.1, 0.3, 0.5, 0.7, 0.9, 1}) {
      best = Math.min(best, error(seen(), LEARN, series -> average(series, weight)));
    }
    assertThat(learned).isLessThan(best / 2);
  }

  @Test
  void equalSeedsLearnTheSame() {
    assertThat(trained(3).predict(seen())).isEqualTo(trained(3).predict(seen()));
    assertThat(trained(3).predict(seen())).isNotEqualTo(trained(4).predict(seen()));
  }

  @Test
  void nothingIsExpectedOfASeriesOfNothing() {
    var series = new Series(10);
    var forecaster = new Forecaster(4, 5, 0.01, new SplittableRandom(1));
    for (int i = 0; i < 10; i++) {
      series.add(0);
      forecaster.train(series, 0);
    }
    assertThat(forecaster.predict(series)).isZero();
  }

  @Test
  void aSeriesKeepsItsNewestValues() {
    var series = new Series(3);
    for (int value = 1; value <= 5; value++) {
      series.add(value);
    }
    assertThat(series.back(0)).isEqualTo(5);
    assertThat(series.back(2)).isEqualTo(3);
    assertThat(series.greatest()).isEqualTo(5);
    assertThat(series.mean()).isEqualTo(4);
    assertThat(series.size()).isEqualTo(3);
  }
}
