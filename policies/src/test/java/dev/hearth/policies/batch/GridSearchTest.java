package dev.hearth.policies.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.PlanRequest;
import dev.hearth.policies.latency.PolynomialLatency;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridSearchTest {
  /** The grid of the release: memory from 1280 MB by 64, time-outs by 10 ms, batches up to 20. */
  static Problem published(double objectiveSeconds) {
    var sizes = new ArrayList<Problem.Size>();
    for (int megabytes = 1_280; megabytes <= 3_008; megabytes += 64) {
      sizes.add(
          new Problem.Size(
              PolynomialLatency.cpuMillis(megabytes),
              PublishedBatch.service(PublishedBatch.INCEPTION_V4, 20, megabytes)));
    }
    return new Problem(PublishedBatch.TWITTER_1, objectiveSeconds, 0.95, 0.01, 49, sizes);
  }

  @Test
  void theCheapestMeetsTheObjectiveAndNothingCheaperDoes() {
    var problem = published(4);
    var chosen = new GridSearch(problem).cheapest().orElseThrow();

    assertThat(chosen.latencySeconds()).isLessThanOrEqualTo(4);
    for (var size : problem.sizes()) {
      for (int batch = 2; batch <= 20; batch++) {
        for (int step = 1; step <= 49; step += 8) {
          var sizes = new Buffer(problem.arrivals(), batch).at(step * 0.01).sizes(batch);
          var other = Prediction.of(problem.arrivals(), sizes, size.service(), step * 0.01);
          if (other.quantile(0.95) < 4 - 1e-6) {
            assertThat(other.cost(size.megabytes())).isGreaterThanOrEqualTo(chosen.cost() - 1e-15);
          }
        }
      }
    }
  }

  @Test
  void aTighterObjectiveCostsNoLess() {
    double last = 0;
    for (double objective = 8; objective >= 1.2; objective -= 0.4) {
      var setting = new GridSearch(published(objective)).cheapest();
      if (setting.isPresent()) {
        assertThat(setting.get().cost()).isGreaterThanOrEqualTo(last);
        last = setting.get().cost();
      }
    }
    assertThat(last).isPositive();
  }

  @Test
  void anObjectiveBelowTheQuickestRunHasNoSetting() {
    assertThat(new GridSearch(published(0.5)).cheapest()).isEmpty();
  }

  @Test
  void whereNothingMeetsTheObjectiveThePlanIsTheQuickestSizeWithoutBatching() {
    var problem = published(0.5);
    var setting = BatchPlanner.setting(new BatchPlanner().plan(request(problem)));

    assertThat(setting.batch()).isEqualTo(1);
    assertThat(setting.latencySeconds()).isGreaterThan(0.5);
    assertThat(problem.sizes())
        .allMatch(size -> size.service().getFirst() >= setting.latencySeconds() - 1e-9);
  }

  @Test
  void thePlannerAnswersWithWhatTheSearchFinds() {
    var plan = new BatchPlanner().plan(request(published(4)));

    assertThat(BatchPlanner.setting(plan))
        .isEqualTo(new GridSearch(published(4)).cheapest().orElseThrow());
  }

  private static PlanRequest request(Problem problem) {
    return new PlanRequest(BatchPlanner.ID, 0, problem.numbers(), 0, Long.MAX_VALUE);
  }

  @Test
  void aProblemOfPoissonArrivalsGoesThroughNumbersUnchanged() {
    var problem =
        new Problem(
            ArrivalProcess.poisson(3),
            1,
            0.9,
            0.02,
            10,
            List.of(new Problem.Size(500, List.of(0.1, 0.15))));

    assertThat(Problem.of(problem.numbers())).isEqualTo(problem);
  }
}
