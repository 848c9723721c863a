package dev.hearth.policies.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyWindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final ConcurrencyWindow window = new ConcurrencyWindow(60);

  private void from(double seconds, int invocations) {
    window.sample((long) (seconds * SECOND), invocations);
  }

  @Test
  void eachLevelCountsForAsLongAsItLasted() {
    from(0, 4);
    from(1.5, 8);
    from(2, 8);
    assertThat(window.average(60)).isEqualTo((4 * 1.5 + 8 * 0.5) / 2);
  }

  @Test
  void aYoungHistoryIsNotThinned() {
    window.restart(30 * SECOND + SECOND / 2);
    from(30.5, 10);
    from(32.5, 10);
    assertThat(window.average(60)).isEqualTo(10);
  }

  @Test
  void whatIsOlderThanTheWindowDoesNotCount() {
    from(0, 6);
    from(5, 0);
    from(10.25, 0);
    assertThat(window.average(6)).isEqualTo(6 / 6.25);
    from(11, 0);
    assertThat(window.average(6)).isZero();
  }

  @Test
  void aLongSilenceKeepsItsLevel() {
    from(0, 3);
    from(1_000, 0);
    assertThat(window.average(60)).isEqualTo(3);
  }

  @Test
  void oneInstantIsItsLevel() {
    from(0, 7);
    assertThat(window.average(6)).isEqualTo(7);
  }

  @Test
  void aRestartForgets() {
    from(0, 9);
    from(10, 9);
    window.restart(12 * SECOND);
    from(13, 0);
    assertThat(window.average(60)).isZero();
  }
}
