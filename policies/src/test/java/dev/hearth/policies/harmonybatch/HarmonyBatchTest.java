package dev.hearth.policies.harmonybatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HarmonyBatchTest {
  private static final String MODEL =
      HarmonyModels.small().numbers().stream()
          .map(String::valueOf)
          .collect(Collectors.joining(" "));

  private final Stage stage =
      new Stage(new Resources(64_000, 100, 64L << 30), PolicyChoice.DEFAULTS);

  @BeforeEach
  void deployThreeFunctionsOfOneModel() {
    deploy(0, 160);
    deploy(1, 900);
    deploy(2, 1000);
  }

  private void deploy(int function, int objectiveMillis) {
    stage.deploy(
        function,
        Stage.configuration(1000, 512, 32),
        new Objective(objectiveMillis * Stage.MILLI, 99),
        Stage.whole("harmonybatch", Map.of("model", MODEL, "interval", "2s")));
  }

  private void load() {
    for (int i = 0; i < 60; i++) {
      if (i == 0) {
        stage.submit(0);
      }
      stage.submit(1);
      stage.submit(2);
      stage.advance(2 * Stage.SECOND / 60);
      stage.runs.forEach(stage::end);
    }
    stage.advance(Stage.SECOND);
  }

  @Test
  void thePlannerIsAskedOnceForAllFunctionsOfTheModel() {
    load();
    assertThat(stage.plans).hasSize(1);
  }

  @Test
  void equalRequestsGetEqualPlans() {
    load();
    var planner = new HarmonyPlanner();
    assertThat(planner.plan(stage.plans.getFirst()))
        .isEqualTo(planner.plan(stage.plans.getFirst()));
  }

  @Test
  void groupedFunctionsShareABatchOnTheGpu() {
    load();
    stage.answerPlan(new HarmonyPlanner());
    stage.runs.forEach(stage::end);
    stage.advance(60 * Stage.SECOND);
    stage.runs.clear();
    long first = stage.submit(1);
    long second = stage.submit(2);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.lastRun().members()).containsExactly(first, second);
    assertThat(stage.told(Change.Create.class).getLast().configuration().resources().gpuPercent())
        .isPositive();
  }

  @Test
  void withoutAPlanTheLastOneStaysInForce() {
    load();
    stage.answerPlan(new HarmonyPlanner());
    load();
    stage.answerPlan(Plan.NONE);
    assertThat(stage.kernel.view().poolOf(2).function()).isEqualTo(1);
  }

  @Test
  void theSamePlanIsPutInForceAgainAfterARevisionOfItsFirst() {
    load();
    stage.answerPlan(new HarmonyPlanner());
    deploy(1, 901);
    int own = stage.kernel.view().poolOf(1).revision().configuration().resources().gpuPercent();
    assertThat(own).isZero();
    load();
    stage.answerPlan(new HarmonyPlanner().plan(stage.plans.getFirst()));
    assertThat(stage.kernel.view().poolOf(2).revision().configuration().resources().gpuPercent())
        .isPositive();
  }

  @Test
  void eachFunctionWaitsItsOwnTimeout() {
    load();
    stage.answerPlan(new HarmonyPlanner());
    long waitsLonger = firstRunAfter(2);
    long waitsShorter = firstRunAfter(1);
    assertThat(waitsLonger - waitsShorter).isCloseTo(100 * Stage.MILLI, within(2 * Stage.MILLI));
  }

  private long firstRunAfter(int function) {
    stage.advance(60 * Stage.SECOND);
    stage.runs.forEach(stage::end);
    stage.submit(function);
    long submitted = stage.now;
    stage.runs.clear();
    while (stage.runs.isEmpty()) {
      stage.advance(Stage.MILLI);
    }
    long waited = stage.now - submitted;
    stage.end(stage.lastRun());
    return waited;
  }

  private static org.assertj.core.data.Offset<Long> within(long nanos) {
    return org.assertj.core.data.Offset.offset(nanos);
  }
}
