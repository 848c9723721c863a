package dev.hearth.policies.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.policies.fake.Stage;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A real kernel in simulated time: one instance whose runs of n of at most 8 rows take 10 + 5 · n
 * ms, so 160 rows a second at most; steady arrivals of one row with a time-out of 1 s and, where
 * there is one, an objective of 150 ms.
 */
class OverloadTest {
  private static final int SECONDS = 20;
  private static final int CAPACITY = 160 * SECONDS;
  private static final Objective OBJECTIVE = new Objective(150 * Stage.MILLI, 99);

  private final Map<Long, Long> arrivals = new HashMap<>();
  private int runs;
  private long runEnds = Long.MAX_VALUE;
  private int good;

  private Stage load(String admission, int perSecond, Objective objective) {
    var stage = new Stage(Resources.of(4_000, 16L << 30), PolicyChoice.DEFAULTS);
    var choice =
        PolicyChoice.DEFAULTS
            .with(Role.ADMISSION, admission, Map.of())
            .with(Role.SCALING, "fixed-size", Map.of());
    stage.deploy(0, Stage.configuration(1_000, 256, 8), objective, choice);
    long nextArrival = 0;
    while (nextArrival < SECONDS * Stage.SECOND) {
      stage.advance(Math.min(nextArrival, runEnds) - stage.now);
      if (stage.now == runEnds) {
        endRun(stage, Math.min(objective.latencyNanos(), Stage.SECOND));
      } else {
        arrivals.put(stage.submit(0, Stage.SECOND), stage.now);
        nextArrival += Stage.SECOND / perSecond;
      }
      noteRun(stage);
    }
    return stage;
  }

  private void endRun(Stage stage, long goodNanos) {
    for (long id : stage.lastRun().members()) {
      good += stage.now - arrivals.getOrDefault(id, 0L) <= goodNanos ? 1 : 0;
    }
    runEnds = Long.MAX_VALUE;
    stage.end(stage.lastRun());
  }

  private void noteRun(Stage stage) {
    if (stage.runs.size() > runs) {
      runs = stage.runs.size();
      runEnds = stage.now + (10 + 5 * stage.lastRun().rows()) * Stage.MILLI;
    }
  }

  private static long refused(Stage stage) {
    return stage.replies.stream().filter(Outcome.Rejected.class::isInstance).count();
  }

  private static long timedOut(Stage stage) {
    return stage.replies.stream().filter(Outcome.TimedOut.class::isInstance).count();
  }

  @Test
  void halfAgainAsMuchAsCanBeServedIsShedAndTheRestMeetsItsObjective() {
    var stage = load("wait-estimate", 240, OBJECTIVE);
    assertThat(good).isGreaterThan(CAPACITY * 9 / 10);
    assertThat(refused(stage)).isGreaterThan(CAPACITY * 4 / 10);
    assertThat(timedOut(stage)).isZero();
  }

  @Test
  void acceptedWithoutLimitTheSameLoadMeetsHardlyAnyObjective() {
    load("accept", 240, OBJECTIVE);
    assertThat(good).isLessThan(CAPACITY / 10);
  }

  @Test
  void withoutAnObjectiveTheDeadlineIsMet() {
    load("wait-estimate", 240, Objective.NONE);
    assertThat(good).isGreaterThan(CAPACITY * 9 / 10);
  }

  @Test
  void acceptedWithoutLimitTheSameLoadMissesItsDeadlines() {
    load("accept", 240, Objective.NONE);
    assertThat(good).isLessThan(CAPACITY * 2 / 10);
  }

  @Test
  void belowCapacityNothingIsShed() {
    var stage = load("wait-estimate", 120, OBJECTIVE);
    assertThat(refused(stage)).isZero();
    assertThat(good).isGreaterThan(120 * SECONDS * 99 / 100);
  }
}
