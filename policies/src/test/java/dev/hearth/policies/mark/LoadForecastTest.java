package dev.hearth.policies.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoadForecastTest {
  private static LoadForecast of(LoadForecast.Kind kind) {
    return new LoadForecast(kind, new SplittableRandom(5));
  }

  @Test
  void aSteadyLoadStays() {
    var forecast = of(LoadForecast.Kind.HOLT);
    for (int step = 0; step < 20; step++) {
      forecast.add(30);
    }
    assertThat(forecast.next(4, 1.2))
        .allSatisfy(rate -> assertThat(rate).isCloseTo(36, within(1e-9)));
  }

  @Test
  void aRisingLoadIsForeseenToRiseOnByLess() {
    var forecast = of(LoadForecast.Kind.HOLT);
    for (int step = 0; step < 20; step++) {
      forecast.add(10 + 2 * step);
    }
    var next = forecast.next(3, 1);
    double first = next.get(1) - next.get(0);
    double second = next.get(2) - next.get(1);
    assertThat(first).isBetween(0.0, 2.0);
    assertThat(second).isBetween(0.0, first);
  }

  @Test
  void theGreatestIsHeldAsInTheRelease() {
    var forecast = of(LoadForecast.Kind.MAX);
    forecast.add(70);
    forecast.add(20);
    assertThat(forecast.next(2, 1)).containsExactly(70.0, 70.0);
  }

  @Test
  void theNetworkLearnsASquareWaveThatSmoothingMisses() {
    double offNetwork = squareError(of(LoadForecast.Kind.LSTM));
    double offSmoothing = squareError(of(LoadForecast.Kind.HOLT));
    assertThat(offNetwork).isLessThan(offSmoothing);
  }

  /** Mean error one step ahead, once 300 steps are known. */
  private static double squareError(LoadForecast forecast) {
    double off = 0;
    for (int step = 0; step < 400; step++) {
      double load = step / 4 % 2 == 0 ? 20 : 60;
      if (step >= 300) {
        off += Math.abs(forecast.next(1, 1).getFirst() - load);
      }
      forecast.add(load);
    }
    return off / 100;
  }

  @Test
  void aTypeWithoutAPriceIsRefused() {
    assertThatThrownBy(() -> InstanceType.parse("c5/2000/0/4096/0/150"))
        .hasMessageContaining("price above 0")
        .hasMessageContaining("c5/2000/0/4096/0/150");
    assertThat(InstanceType.parse("none")).isEmpty();
    assertThat(InstanceType.parse("a/2000/0/4096/0.085/150 b/4000/100/8192/0.9/180")).hasSize(2);
  }
}
