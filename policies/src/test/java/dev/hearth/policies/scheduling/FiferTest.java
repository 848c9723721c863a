package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import dev.hearth.policies.learning.Forecaster;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiferTest {
  private static final long EXEC = 100 * Stage.MILLI;

  /** A function of 100 ms and an objective of one second, so B = (1000 - 100) / 100 = 9. */
  private static Stage stage(String train) {
    var stage = new Stage(Resources.of(64_000, 64L << 30), PolicyChoice.DEFAULTS);
    stage.deploy(
        0,
        Stage.configuration(1000, 256, 1),
        new Objective(Stage.SECOND, 99),
        Stage.whole("fifer", Map.of("train", train)));
    stage.startNanos = Stage.SECOND;
    stage.serve(0, EXEC, Usage.UNKNOWN);
    stage.advance(12 * Stage.SECOND);
    return stage;
  }

  /** {@code ceil(in hand / 9)}, but one beyond N only when in hand · 100 ms / N exceeds 1 s. */
  @ParameterizedTest
  @CsvSource({"1,1", "9,1", "10,1", "11,2", "18,2", "20,2", "21,3", "30,3", "31,4"})
  void containersAreAddedOnceWaitingTakesLongerThanAStart(int together, int containers) {
    var stage = stage("0s");
    for (int i = 0; i < together; i++) {
      stage.submit(0);
    }
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(containers);
  }

  @Test
  void anIdleContainerGoesAfterTenMinutes() {
    var stage = stage("0s");
    stage.advance(580 * Stage.SECOND);
    assertThat(stage.told(Change.Destroy.class)).isEmpty();
    stage.advance(20 * Stage.SECOND);
    assertThat(stage.told(Change.Destroy.class)).hasSize(1);
  }

  /**
   * Forty a second for 1 s each with two in hand for a container that hold it for 3 s: 40 · 3 / 2 =
   * 60.
   */
  @Test
  void containersAreReadyForTheGreatestRateThatIsForecast() {
    var view = new FakeView();
    var pool = view.pool(0);
    pool.objective = new Objective(3 * Stage.SECOND, 99);
    long second = Stage.SECOND;
    var fifer =
        new Fifer(
            new Fifer.Config(10 * second, second, 32, 600 * second, 60 * second),
            new SplittableRandom(1));
    for (int i = 0; i < 40 * 1_000; i++) {
      long now = i * second / 40;
      fifer.observe(new Event.Arrived(now, FakeInvocation.at(now, Long.MAX_VALUE)), view);
      var run = new FakeRun(i, new FakeInstance(1, 0), now - second);
      fifer.observe(new Event.Ended(now, run, Usage.UNKNOWN, true), view);
      fifer.wake(now, view);
    }
    assertThat(fifer.batch(0)).isEqualTo(2);
    assertThat(fifer.desired(1_000 * second, pool)).isBetween(57, 63);
  }

  /** A load with a rhythm of eight intervals, around which the best moving average cannot be. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theNetworkForecastsARhythmBetterThanAMovingAverage(long seed) {
    var forecast =
        new RateForecast(
            1, 1, new Forecaster(16, RateForecast.WINDOW, 0.003, new SplittableRandom(seed)));
    double network = 0;
    double average = 0;
    double smooth = 0;
    for (int interval = 0; interval < 2_000; interval++) {
      int rate = 10 + (int) StrictMath.round(8 * StrictMath.sin(interval * StrictMath.PI / 4));
      if (interval >= 1_900) {
        network += Math.abs(forecast.expected(0) / 1e9 - rate);
        average += Math.abs(smooth - rate);
      }
      smooth += 0.5 * (rate - smooth);
      for (int i = 0; i < rate; i++) {
        forecast.arrived(interval, 0);
      }
      forecast.endInterval(interval + 1);
    }
    assertThat(network).isLessThan(average / 2);
  }
}
