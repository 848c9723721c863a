package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimersTest {
  private final Timers timers = new Timers();
  private final Timer first = new Entry();
  private final Timer second = new Entry();

  @Test
  void nothingIsDueAtTheEndOfTimeOnly() {
    assertThat(timers.nextDue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void earliestComesFirst() {
    timers.set(first, 20);
    timers.set(second, 10);

    assertThat(timers.next()).isSameAs(second);
    assertThat(timers.nextDue()).isEqualTo(20);
  }

  @Test
  void timersOfOneInstantComeInTheOrderInWhichTheyWereSet() {
    timers.set(second, 10);
    timers.set(first, 10);

    assertThat(timers.next()).isSameAs(second);
  }

  @Test
  void settingATimerAgainMovesIt() {
    timers.set(first, 20);
    timers.set(first, 30);

    assertThat(timers.nextDue()).isEqualTo(30);
    assertThat(timers.size()).isEqualTo(1);
  }

  @Test
  void earlierInstantWins() {
    timers.set(first, 20);
    timers.setEarlier(first, 30);
    assertThat(timers.nextDue()).isEqualTo(20);

    timers.setEarlier(first, 10);
    assertThat(timers.nextDue()).isEqualTo(10);
  }

  @Test
  void clearedTimerIsNotDue() {
    timers.set(first, 20);
    timers.clear(first);
    timers.clear(first);

    assertThat(timers.nextDue()).isEqualTo(Long.MAX_VALUE);
  }
}
