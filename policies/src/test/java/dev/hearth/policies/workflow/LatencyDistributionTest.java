package dev.hearth.policies.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyDistributionTest {
  private static final int STEPS = 16;

  private static LatencyDistribution of(long... samples) {
    return LatencyDistribution.of(samples, 1, STEPS);
  }

  /** 1 or 3, then 1 or 2: 2, 3, 4 and 5, a quarter each. */
  @Test
  void inSeriesTimesAddUp() {
    var sum = of(1, 3).then(of(1, 2));
    assertThat(sum.meanNanos()).isCloseTo(3.5, within(1e-12));
    assertThat(sum.percentile(25)).isEqualTo(2);
    assertThat(sum.percentile(50)).isEqualTo(3);
    assertThat(sum.percentile(95)).isEqualTo(5);
  }

  /** The greater of two that are 1 or 3 is 1 in a quarter of the cases. */
  @Test
  void sideBySideTheGreatestCounts() {
    for (var both : List.of(of(1, 3).beside(of(1, 3)), of(1, 3).times(2))) {
      assertThat(both.percentile(25)).isEqualTo(1);
      assertThat(both.percentile(26)).isEqualTo(3);
      assertThat(both.meanNanos()).isCloseTo(2.5, within(1e-12));
    }
  }

  @Test
  void whatTakesLongerThanTheLastStepCountsAsThat() {
    assertThat(of(12).then(of(12)).percentile(50)).isEqualTo(STEPS - 1);
    assertThat(of(3).after(2).percentile(50)).isEqualTo(5);
  }

  private final SplittableRandom random = new SplittableRandom(11);

  private long draw(double mean, double sigma) {
    double normal =
        StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
            * StrictMath.cos(2 * Math.PI * random.nextDouble());
    return (long) (mean * StrictMath.exp(sigma * normal - sigma * sigma / 2));
  }

  private Samples samples(double mean, double sigma) {
    var samples = new Samples(64);
    for (int i = 0; i < 64; i++) {
      samples.add(draw(mean, sigma));
    }
    return samples;
  }

  /** A root, four side by side, a join; each started cold with the workflow. */
  @Test
  void thePredictedNinetyFifthPercentileIsWithinTenPercentOfTheSimulatedOne() {
    var starts = samples(5e8, 0.1);
    var search =
        new LookAhead(
            List.of(
                new LookAhead.Stage(List.of(), 1, samples(1e9, 0.3), starts),
                new LookAhead.Stage(List.of(0), 4, samples(2e9, 0.4), starts),
                new LookAhead.Stage(List.of(1), 1, samples(1e9, 0.2), starts)),
            95);
    double predicted = search.percentileNanos(search.none());
    assertThat(predicted / simulatedPercentile()).isBetween(0.9, 1.1);
  }

  private double simulatedPercentile() {
    var latencies = new long[20_000];
    for (int i = 0; i < latencies.length; i++) {
      long widest = 0;
      for (int member = 0; member < 4; member++) {
        widest = Math.max(widest, draw(2e9, 0.4));
      }
      latencies[i] = draw(1e9, 0.3) + widest + draw(1e9, 0.2);
    }
    Arrays.sort(latencies);
    return latencies[(int) (0.95 * latencies.length)];
  }

  private static LookAhead.Stage constant(List<Integer> callers, long execution, long start) {
    var executions = new Samples(1);
    executions.add(execution);
    var starts = new Samples(1);
    starts.add(start);
    return new LookAhead.Stage(callers, 1, executions, starts);
  }

  /**
   * Executions of 10 and starts of 20: the second stage waits for its start until 20 however early
   * that begins, so the third arrives at 30 and needs its start at 10, the fourth at 20.
   */
  @Test
  void aStageIsStartedAsLateAsTheLatencyBears() {
    var search =
        new LookAhead(
            List.of(
                constant(List.of(), 10_000, 20_000),
                constant(List.of(0), 10_000, 20_000),
                constant(List.of(1), 10_000, 20_000),
                constant(List.of(2), 10_000, 20_000)),
            95);
    assertThat(search.percentileNanos(search.none())).isCloseTo(50_000, within(1_500.0));
    var delays = search.search(0);
    assertThat(delays.get(1)).isLessThan(1_000);
    assertThat((double) delays.get(2)).isCloseTo(10_000, within(1_500.0));
    assertThat((double) delays.get(3)).isCloseTo(20_000, within(1_500.0));
    assertThat(search.percentileNanos(delays)).isEqualTo(search.percentileNanos(search.none()));
  }
}
