package dev.hearth.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.benchmarks.LoadPlan.Arrivals;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class EngineLoadTest {
  @Test
  void dealsOutWhatIsDueInItsOrderAndAtMostARunFull() {
    var dues = new EngineLoad.Dues(new Step(Arrivals.POISSON, 8, 1, 20_000, 0, 0.05), 2);
    var taken = new long[4];
    long last = Long.MIN_VALUE;
    long all = 0;
    for (int rows = dues.take(taken); rows > 0; rows = dues.take(taken)) {
      assertThat(rows).isBetween(1, 4);
      for (int row = 0; row < rows; row++) {
        assertThat(taken[row]).isGreaterThanOrEqualTo(last);
        last = taken[row];
      }
      all += rows;
    }
    assertThat(dues.left()).isZero();
    assertThat(all).isBetween(800L, 1_200L);
  }

  @Test
  void callersThatWaitAreSharedByTheWorkers() {
    var dues = new EngineLoad.Dues(Step.closed(7, 0, 60), 2);
    var taken = new long[16];
    assertThat(dues.take(taken)).isEqualTo(3);
    assertThat(dues.take(taken)).isEqualTo(3);
    assertThat(dues.take(taken)).isEqualTo(1);
    long asked = taken[0];

    dues.answered(1, asked + 5);

    assertThat(dues.take(taken)).isEqualTo(1);
    assertThat(taken[0]).isEqualTo(asked + 5);
  }

  @Test
  void stepsAndWhatTheyMetPassBetweenProcesses() {
    var step = new Step(Arrivals.POISSON, 8, 0.5, 123.456, 1, 2.5);
    assertThat(Step.parse(step.text())).isEqualTo(step);
    var latencies = new Histogram(60_000_000_000L, 3);
    latencies.recordValue(2_000_000);
    Seen seen = Seen.parse(new Seen(1, 2, 3, 4, 2.5, latencies).text());
    assertThat(seen.latencies().getTotalCount()).isEqualTo(1);
    var cell = Result.Cell.of(step, seen);
    assertThat(cell.maxMillis()).isCloseTo(2, org.assertj.core.api.Assertions.within(0.01));
    assertThat(cell.lost()).isEqualTo(9);
    assertThat(cell.millis(50)).isNaN();
  }
}
