package dev.hearth.policies.harmonybatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groupings of eight applications against every way to group them. */
class ExhaustiveGroupingTest {
  private static final int APPLICATIONS = 8;
  private static final int CASES = 4;

  private static List<Application> random(SplittableRandom random, double slowest) {
    var applications = new ArrayList<Application>();
    for (int i = 0; i < APPLICATIONS; i++) {
      double objective = slowest * (1 + random.nextDouble(3));
      applications.add(new Application(i, objective, StrictMath.exp(random.nextDouble(-1, 3.5))));
    }
    return applications;
  }

  private static double cost(List<Grouping.Group> groups) {
    return groups.stream().mapToDouble(Grouping.Group::costRate).sum();
  }

  /** What a way of grouping costs over the best, for several random mixes. */
  private static List<Double> ratios(CostModel model, double slowest, Way way) {
    var random = new SplittableRandom(1);
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < CASES; i++) {
      var applications = random(random, slowest);
      double best = new ExhaustiveGrouping(model, applications).cost();
      ratios.add(cost(way.plan(new Grouping(model), applications).orElseThrow()) / best);
    }
    return ratios;
  }

  /** The mix that the simulator tries: seconds over the first objective, and requests a second. */
  private static List<Application> simulated(double objective) {
    double[][] mix = {
      {0, 5}, {0.1, 8}, {0.2, 3}, {0.3, 12}, {0.45, 6}, {0.6, 15}, {0.8, 4}, {1, 10}
    };
    var applications = new ArrayList<Application>();
    for (double[] each : mix) {
      applications.add(new Application(applications.size(), objective + each[0], each[1]));
    }
    return applications;
  }

  @ParameterizedTest
  @CsvSource({"Bert,0.4", "VGG19,0.5"})
  void forTheSimulatedMixBothWaysCostAtMostATenthMore(String name, double objective)
      throws IOException {
    var model = GroupingTest.published(name);
    var applications = simulated(objective);
    double best = new ExhaustiveGrouping(model, applications).cost();
    for (var way : List.of(Way.TWO_STAGE, Way.NEIGHBOURS)) {
      double ratio = cost(way.plan(new Grouping(model), applications).orElseThrow()) / best;
      System.out.printf("HarmonyBatch, %s, %s: %.3f of the best grouping%n", name, way, ratio);
      assertThat(ratio).isBetween(1 - 1e-9, 1.1);
    }
  }

  private static double slowest(CostModel model) {
    return model.maximum().getFirst().gamma() * 1.5;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bert", "VGG19", "VideoMAE"})
  void theBestNeighboursCostAtMostATenthMoreThanTheBestGrouping(String name) throws IOException {
    var model = GroupingTest.published(name);
    assertThat(ratios(model, slowest(model), Way.NEIGHBOURS))
        .allMatch(ratio -> ratio >= 1 - 1e-9 && ratio <= 1.1);
  }

  /** Two-stage merging forces CPU groups together at the knee, which may cost. */
  @ParameterizedTest
  @ValueSource(strings = {"Bert", "VGG19", "VideoMAE"})
  void twoStagesCostAtMostATenthMoreOnAverage(String name) throws IOException {
    var model = GroupingTest.published(name);
    var ratios = ratios(model, slowest(model), Way.TWO_STAGE);
    assertThat(ratios).allMatch(ratio -> ratio >= 1 - 1e-9);
    assertThat(ratios.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
        .isLessThanOrEqualTo(1.1);
  }

  @ParameterizedTest
  @EnumSource(names = {"TWO_STAGE", "NEIGHBOURS"})
  void withoutAGpuTooTheyCostAtMostATenthMore(Way way) {
    var model = HarmonyModels.small().withoutGpu();
    assertThat(ratios(model, .3, way)).allMatch(ratio -> ratio >= 1 - 1e-9 && ratio <= 1.1);
  }
}
