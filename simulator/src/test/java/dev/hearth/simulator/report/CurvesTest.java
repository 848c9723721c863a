package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.experiment.FakeLaboratory;
import dev.hearth.simulator.laboratory.Measurements;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private final Measurements trial =
      new FakeLaboratory()
          .run(
              TrialOptions.unlimited(1),
              new FakeLaboratory.NamedWorkload("fake"),
              PolicyMix.parse("kpa", new Registry()));

  @Test
  void aDistributionRisesToOne() {
    var points = Curves.latencies(List.of(trial));

    assertThat(points.stream().map(List::getFirst)).isSorted();
    assertThat(points.stream().map(List::getLast)).isSorted();
    assertThat(points.getLast().getLast()).isEqualTo(1);
  }

  @Test
  void threeQuartersOfTheFunctionsAreWhereTheMeasurementSays() {
    var points = Curves.functionRates(List.of(trial));

    assertThat(points)
        .contains(List.of(Figures.significant(100 * trial.functionColdStartRate(75), 5), 0.75));
  }

  @Test
  void fewerStepsOfATimelineHaveTheSameMean() {
    var timeline =
        new Measurements.Timeline(
            30_000_000_000L,
            new long[] {30, 60, 90, 120},
            new long[] {0, 30, 0, 0},
            new double[] {1, 3, 5, 7},
            new double[] {1, 1, 2, 2},
            new double[] {0, 1L << 31, 0, 0});

    var shorter = Curves.timeline(timeline, 2);

    assertThat(shorter.seconds()).isEqualTo(60);
    assertThat(shorter.arrivals()).containsExactly(1.5, 3.5);
    assertThat(shorter.coldStarts()).containsExactly(0.5, 0.0);
    assertThat(shorter.instances()).containsExactly(2.0, 6.0);
    assertThat(shorter.memory()).containsExactly(1.0, 0.0);
  }
}
