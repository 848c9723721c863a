package dev.hearth.policies.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderDecoderTest {
  private static final int HORIZON = 4;
  private static final int PERIOD = 16;

  /** What a network and the series it has seen come to. */
  private record Taught(EncoderDecoder network, Series series) {
    EncoderDecoder.Prediction next() {
      return network.predict(series, 20);
    }
  }

  private static Taught taught(long seed, int steps, IntToDoubleFunction load) {
    var random = new SplittableRandom(seed);
    var network = new EncoderDecoder(new EncoderDecoder.Config(8, 16, HORIZON, 0.1, 0.003), random);
    var series = new Series(64);
    for (int step = 0; step < steps; step++) {
      series.add(load.applyAsDouble(step));
      network.train(series, 0);
    }
    return new Taught(network, series);
  }

  private static double wave(int step) {
    return 10 + 8 * StrictMath.sin(2 * StrictMath.PI * step / PERIOD);
  }

  /** At the foot of the wave a quarter of the way up comes next, at its top nothing above it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theGreatestOfTheNextStepsIsForeseen(long seed) {
    int foot = 200 * PERIOD + 3 * PERIOD / 4;
    var rising = taught(seed, foot + 1, EncoderDecoderTest::wave).next();
    var falling = taught(seed, foot + 1 + PERIOD / 2, EncoderDecoderTest::wave).next();
    assertThat(rising.mean()).isBetween(wave(foot) + 4, wave(foot + HORIZON) + 4);
    assertThat(falling.mean()).isBetween(wave(foot + PERIOD / 2 + 1) - 3.0, 19.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aNoisySeriesIsLessCertainThanARegularOne(long seed) {
    var noise = new SplittableRandom(seed);
    var regular = taught(seed, 2_000, EncoderDecoderTest::wave).next();
    var noisy = taught(seed, 2_000, step -> 20 * noise.nextDouble()).next();
    assertThat(noisy.deviation()).isGreaterThan(1.5 * regular.deviation());
  }

  @Test
  void nothingIsExpectedWhileThereIsLessThanAWindow() {
    assertThat(taught(1, 15, EncoderDecoderTest::wave).next().mean()).isZero();
  }

  @Test
  void equalSeedsPredictTheSame() {
    var once = taught(3, 500, EncoderDecoderTest::wave).next();
    assertThat(taught(3, 500, EncoderDecoderTest::wave).next()).isEqualTo(once);
  }
}
