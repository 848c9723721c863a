package dev.hearth.node.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.gateway.console.Feed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MinuteTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void percentilesAreThoseOfTheSortedLatenciesToWithinFourPercent() {
    for (long seed = 0; seed < 50; seed++) {
      var random = new SplittableRandom(seed);
      var minute = new Minute();
      long[] nanos = new long[1 + random.nextInt(3_000)];
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] = (long) (20_000 * Math.exp(random.nextDouble() * 14));
        minute.answered(0, nanos[i], true);
      }
      Arrays.sort(nanos);

      Feed.Minute read = minute.read(0, false);

      assertThat(read.requests()).as("seed %d", seed).isEqualTo(nanos.length);
      requireClose(seed, read.p50Ms(), nanos, 0.5);
      requireClose(seed, read.p90Ms(), nanos, 0.9);
      requireClose(seed, read.p99Ms(), nanos, 0.99);
    }
  }

  private static void requireClose(long seed, double found, long[] sorted, double share) {
    double exact = sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    assertThat(found).as("seed %d, share %s", seed, share).isCloseTo(exact, within(exact * 0.04));
  }

  @Test
  void whatEndedMoreThanAMinuteAgoIsForgotten() {
    var minute = new Minute();
    minute.answered(5 * SECOND, MILLI, true);
    minute.answered(35 * SECOND, 100 * MILLI, true);

    assertThat(minute.read(59 * SECOND, false).requests()).isEqualTo(2);
    assertThat(minute.read(60 * SECOND, false).requests()).isEqualTo(1);
    assertThat(minute.read(60 * SECOND, false).p50Ms()).isCloseTo(100, within(4.0));
    assertThat(minute.empty(60 * SECOND)).isFalse();
    assertThat(minute.empty(90 * SECOND)).isTrue();
    assertThat(minute.read(90 * SECOND, false)).isEqualTo(new Minute().read(0, false));
  }

  @Test
  void goodputCountsAllThatEnded() {
    var minute = new Minute();
    minute.answered(0, MILLI, true);
    minute.answered(0, MILLI, false);
    minute.unanswered(0);
    minute.unanswered(0);

    assertThat(minute.read(0, true).goodput()).hasValue(0.25);
    assertThat(minute.read(0, false).goodput()).isEmpty();
    assertThat(new Minute().read(0, true).goodput()).isEmpty();
  }

  @Test
  void aBatchIsTheMeanOfTheRowsOfRuns() {
    var minute = new Minute();
    minute.ran(0, 1);
    minute.ran(0, 4);

    assertThat(minute.read(0, false).meanBatch()).isEqualTo(2.5);
  }

  @Test
  void timesBeforeTheClocksOriginCountLikeOthers() {
    var minute = new Minute();
    minute.answered(-5 * SECOND, MILLI, true);

    assertThat(minute.read(-SECOND, false).requests()).isEqualTo(1);
    assertThat(minute.read(80 * SECOND, false).requests()).isZero();
  }

  @Test
  void whatTakesLongerThanCanBeToldCountsAsTheLongest() {
    var minute = new Minute();
    minute.answered(0, TimeUnit.HOURS.toNanos(5), true);

    assertThat(minute.read(0, false).p99Ms()).isGreaterThan(960_000.0);
  }
}
