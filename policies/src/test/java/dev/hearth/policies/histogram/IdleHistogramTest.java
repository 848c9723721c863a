package dev.hearth.policies.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdleHistogramTest {
  private static final long MINUTE = 60_000_000_000L;

  private final IdleHistogram times = new IdleHistogram(240, MINUTE);

  private void add(double minutes, int often) {
    for (int i = 0; i < often; i++) {
      times.add(times.bin((long) (minutes * MINUTE)));
    }
  }

  /** Of 20 times the first is the 5th percentile, the last the 99th. */
  @Test
  void theHeadRoundsDownAndTheTailUpToTheEdgeOfTheirBin() {
    add(2.5, 1);
    add(10.5, 18);
    add(30.2, 1);
    assertThat(times.lowerEdgeNanos(5)).isEqualTo(2 * MINUTE);
    assertThat(times.upperEdgeNanos(99)).isEqualTo(31 * MINUTE);
  }

  @Test
  void timesBeyondTheRangeAreCountedApart() {
    add(239.9, 3);
    add(240, 1);
    assertThat(times.within()).isEqualTo(3);
    assertThat(times.beyond()).isEqualTo(1);
    assertThat(times.upperEdgeNanos(99)).isEqualTo(240 * MINUTE);
  }

  /** Counts 4, 0, 0, 0 have mean 1 and variance 3. */
  @Test
  void theVariationIsThatOfTheBinsCounts() {
    var four = new IdleHistogram(4, 1);
    for (int i = 0; i < 4; i++) {
      four.add(0);
    }
    assertThat(four.variation()).isCloseTo(StrictMath.sqrt(3), within(1e-12));
  }

  @Test
  void theVariationKeptAlongTheWayIsThatOfTheCounts() {
    var random = new SplittableRandom(7);
    var histogram = new IdleHistogram(10, 1);
    var counts = new int[10];
    for (int i = 0; i < 1_000; i++) {
      int bin = random.nextInt(10);
      histogram.add(bin);
      counts[bin]++;
      int other = random.nextInt(10);
      if (counts[other] > 1) {
        histogram.remove(other, 2);
        counts[other] -= 2;
      }
    }
    double mean = java.util.Arrays.stream(counts).average().orElseThrow();
    double variance =
        java.util.Arrays.stream(counts)
            .mapToDouble(count -> (count - mean) * (count - mean))
            .average()
            .orElseThrow();
    assertThat(histogram.variation()).isCloseTo(StrictMath.sqrt(variance) / mean, within(1e-9));
  }

  @Test
  void aSlidingHistogramForgetsWhatIsOlderThanItsWindow() {
    var hour = new SlidingHistogram(240, MINUTE, 60 * MINUTE, 6);
    hour.add(0, 5 * MINUTE);
    hour.add(MINUTE, 7 * MINUTE);
    hour.add(30 * MINUTE, 9 * MINUTE);
    assertThat(hour.at(59 * MINUTE).total()).isEqualTo(3);
    assertThat(hour.at(61 * MINUTE).total()).isEqualTo(1);
    assertThat(hour.at(61 * MINUTE).lowerEdgeNanos(5)).isEqualTo(9 * MINUTE);
    assertThat(hour.at(90 * MINUTE).total()).isZero();
  }
}
