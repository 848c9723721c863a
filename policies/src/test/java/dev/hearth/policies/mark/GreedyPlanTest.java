package dev.hearth.policies.mark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.PlanRequest;
import dev.hearth.policies.mark.GreedyPlan.Kind;
import dev.hearth.policies.mark.GreedyPlan.Need;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreedyPlanTest {
  private static final double DEAR_FUNCTIONS = 1;

  private static Kind small(int there) {
    return new Kind(10, 0.001, 0.1, there);
  }

  private static Kind large(int there) {
    return new Kind(40, 0.003, 0.3, there);
  }

  private static List<Double> flat(double rate) {
    return Collections.nCopies(50, rate);
  }

  private static List<Need> needs(List<Kind> kinds, List<Double> forecast, double functionPrice) {
    return new GreedyPlan(kinds, forecast, 60, functionPrice).needs(100);
  }

  @Test
  void aFlatLoadIsCoveredByWhatCostsLeastARequest() {
    assertThat(needs(List.of(small(0), large(0)), flat(85), DEAR_FUNCTIONS))
        .containsExactly(new Need(0, 1), new Need(0, 2));
  }

  @Test
  void whatIsThereComesBeforeWhatWouldHaveToBoot() {
    assertThat(needs(List.of(small(3), large(0)), List.of(30.0), DEAR_FUNCTIONS))
        .containsExactly(new Need(3, 0), new Need(0, 0));
  }

  @Test
  void whatIsNotNeededIsNotKept() {
    assertThat(needs(List.of(small(7)), flat(25), DEAR_FUNCTIONS)).containsExactly(new Need(3, 0));
  }

  @Test
  void aBriefPeakIsLeftToFunctionsWhereABootCostsMore() {
    var peak = List.of(10.0, 10.0, 30.0, 10.0, 10.0);
    double price = 0.06 / 600 + 1e-9;

    assertThat(needs(List.of(small(1)), peak, price)).containsExactly(new Need(1, 0));
    assertThat(needs(List.of(small(1)), peak, DEAR_FUNCTIONS)).containsExactly(new Need(1, 2));
  }

  @Test
  void aPeakBeyondTheNextSixStepsIsNotPlannedForYet() {
    var late = new java.util.ArrayList<>(flat(5));
    late.set(GreedyPlan.AHEAD, 100.0);

    assertThat(needs(List.of(small(0)), late, DEAR_FUNCTIONS)).containsExactly(new Need(0, 1));
  }

  @Test
  void noMoreMachinesThanAllowed() {
    var plan = new GreedyPlan(List.of(small(0)), flat(1_000), 60, DEAR_FUNCTIONS);
    assertThat(plan.needs(7)).containsExactly(new Need(0, 7));
  }

  @Test
  void thePlannerAnswersThePlanOfItsSnapshot() {
    var snapshot =
        MArkPlanner.snapshot(60, DEAR_FUNCTIONS, 100, List.of(small(2), large(1)), flat(75));
    var plan = new MArkPlanner().plan(new PlanRequest("mark", 0, snapshot, 0, 1));

    var needs = needs(List.of(small(2), large(1)), flat(75), DEAR_FUNCTIONS);
    assertThat(plan.values())
        .containsExactlyElementsOf(
            needs.stream()
                .flatMap(need -> List.of((double) need.kept(), (double) need.launched()).stream())
                .toList());
  }
}
