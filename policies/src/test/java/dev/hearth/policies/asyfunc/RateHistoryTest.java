package dev.hearth.policies.asyfunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateHistoryTest {
  @Test
  void theNinetyFifthPercentileLeavesOutOneInTwenty() {
    var history = new RateHistory(RateHistory.Forecast.P95, 20);
    for (int period = 1; period <= 20; period++) {
      history.add(period);
    }

    assertThat(history.expected()).isEqualTo(19);
  }

  @Test
  void periodsThatAreTooLongAgoAreForgotten() {
    var history = new RateHistory(RateHistory.Forecast.P95, 3);
    for (double rate : new double[] {100, 1, 2, 3}) {
      history.add(rate);
    }

    assertThat(history.expected()).isEqualTo(3);
  }

  @Test
  void theWeightedMeanFollows() {
    var history = new RateHistory(RateHistory.Forecast.EWMA, 3);
    history.add(10);
    history.add(20);

    assertThat(history.expected()).isEqualTo(13, within(1e-9));
  }
}
