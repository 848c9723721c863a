package dev.hearth.policies.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyWindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final ConcurrencyWindow window = new ConcurrencyWindow(60);
  private long integral;
  private int second;

  /** So many in hand for so many seconds, sampled at the end of each. */
  private void hold(int seconds, int invocations) {
    for (int i = 0; i < seconds; i++) {
      integral += invocations * SECOND;
      window.sample(++second * SECOND, integral);
    }
  }

  @Test
  void eachLevelCountsForAsLongAsItLasted() {
    window.restart(0, 0);
    hold(3, 4);
    hold(1, 8);
    assertThat(window.average(60)).isEqualTo((4 * 3 + 8) / 4.0);
  }

  @Test
  void aYoungHistoryIsNotThinned() {
    second = 30;
    window.restart(30 * SECOND, 17);
    integral = 17;
    hold(2, 10);
    assertThat(window.average(60)).isEqualTo(10);
  }

  @Test
  void whatIsOlderThanTheWindowDoesNotCount() {
    window.restart(0, 0);
    hold(100, 6);
    hold(5, 0);
    assertThat(window.average(6)).isEqualTo(1);
    assertThat(window.average(60)).isEqualTo(5.5);
  }

  @Test
  void lateSamplesCountForTheTimeTheyCover() {
    window.restart(0, 0);
    window.sample(3 * SECOND / 2, 6 * SECOND);
    window.sample(4 * SECOND, 6 * SECOND);
    assertThat(window.average(6)).isEqualTo(1.5);
  }

  @Test
  void oneSampleIsNoAverage() {
    window.restart(5 * SECOND, 9);
    assertThat(window.average(6)).isZero();
  }
}
