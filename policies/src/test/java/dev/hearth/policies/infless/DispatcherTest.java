package dev.hearth.policies.infless;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final RateWindow WIDE = new RateWindow(50, 30, 100);
  private static final RateWindow SMALL = new RateWindow(20, 1, 0);

  private final Dispatcher dispatcher = new Dispatcher(0.8);

  @Test
  void whatExceedsAllInstancesIsSurplus() {
    var shares = dispatcher.split(130, List.of(WIDE, WIDE, SMALL));
    assertThat(shares.rates()).containsExactly(50.0, 50.0, 20.0);
    assertThat(shares.surplus()).isEqualTo(10);
  }

  @Test
  void nearTheTopEachGivesUpInProportionToItsWidth() {
    var shares = dispatcher.split(98, List.of(WIDE, WIDE));
    assertThat(shares.rates()).containsExactly(49.0, 49.0);
    assertThat(shares.surplus()).isZero();
  }

  @Test
  void aLowRateIsConcentratedOnFewerInstances() {
    assertThat(dispatcher.split(48, List.of(WIDE, WIDE)).rates()).containsExactly(48.0, 0.0);
  }

  @Test
  void theSharesAddUpToTheRate() {
    var shares = dispatcher.split(61, List.of(WIDE, SMALL, WIDE));
    assertThat(shares.rates().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(61, org.assertj.core.api.Assertions.within(1e-9));
  }

  @Test
  void aRateBelowEveryWindowGoesToTheInstanceThatNeedsLeast() {
    assertThat(dispatcher.split(0.5, List.of(WIDE, SMALL)).rates()).containsExactly(0.0, 0.5);
  }
}
