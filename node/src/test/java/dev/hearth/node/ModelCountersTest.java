package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.ModelStatistics.Duration;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Outcome;
import org.junit.jupiter.api.Test;

class ModelCountersTest {
  private final ModelCounters counters = new ModelCounters();

  private ModelStatistics statistics() {
    return counters.of("m", "3");
  }

  private static RunTimes engine(long nanos) {
    return new RunTimes(0, 0, nanos, 0);
  }

  @Test
  void nothingHappenedAtFirst() {
    ModelStatistics none = statistics();
    assertThat(none.lastInference()).isZero();
    assertThat(none.inferenceCount()).isZero();
    assertThat(none.batchStats()).isEmpty();
    assertThat(none.inferenceStats().success()).isEqualTo(Duration.NONE);
  }

  @Test
  void aBatchIsOneExecutionOfAllItsRows() {
    var times = new RunTimes(0, 10, 70, 5);
    counters.ran(3, times);
    counters.ended(Outcome.ANSWERED, 1, 100, times);
    counters.ended(Outcome.ANSWERED, 2, 120, times);
    ModelStatistics statistics = statistics();
    assertThat(statistics.executionCount()).isEqualTo(1);
    assertThat(statistics.inferenceCount()).isEqualTo(3);
    assertThat(statistics.inferenceStats().success()).isEqualTo(new Duration(2, 220));
    assertThat(statistics.inferenceStats().computeInfer()).isEqualTo(new Duration(2, 140));
    assertThat(statistics.inferenceStats().computeInput()).isEqualTo(new Duration(2, 20));
    assertThat(statistics.inferenceStats().computeOutput()).isEqualTo(new Duration(2, 10));
    assertThat(statistics.batchStats())
        .singleElement()
        .satisfies(batch -> assertThat(batch.batchSize()).isEqualTo(3))
        .satisfies(batch -> assertThat(batch.computeInfer()).isEqualTo(new Duration(1, 70)));
  }

  @Test
  void runsAreToldApartByTheirRows() {
    counters.ran(4, engine(40));
    counters.ran(1, engine(10));
    counters.ran(4, engine(50));
    assertThat(statistics().batchStats().stream().map(ModelStatistics.BatchStatistics::batchSize))
        .containsExactly(1, 4);
    assertThat(statistics().batchStats().getLast().computeInfer()).isEqualTo(new Duration(2, 90));
  }

  @Test
  void whatIsNotAnsweredFailed() {
    counters.ended(new Outcome.Cancelled(Cause.CALLER), 5, 30, RunTimes.NONE);
    assertThat(statistics().inferenceStats().fail()).isEqualTo(new Duration(1, 30));
    assertThat(statistics().inferenceCount()).isZero();
  }

  @Test
  void waitingAndTheLastRequestAreKept() {
    counters.submitted(1_700_000_000_000L);
    counters.queued(15);
    assertThat(statistics().lastInference()).isEqualTo(1_700_000_000_000L);
    assertThat(statistics().inferenceStats().queue()).isEqualTo(new Duration(1, 15));
  }
}
