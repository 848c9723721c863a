package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeQueue;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten milliseconds a row, learned from runs of 1 and of 40 rows; an objective of one second. */
class CypressTest {
  private static final long ROW = 10 * Stage.MILLI;

  private final FakePool pool = pool();

  private static FakePool pool() {
    var pool = new FakePool(0);
    pool.objective = new Objective(Stage.SECOND, 99);
    return pool;
  }

  private static Cypress taught(boolean sizes) {
    var cypress = new Cypress(new Cypress.Config(0.5, 0.9, sizes));
    for (int rows : new int[] {1, 40}) {
      var run =
          new FakeRun(rows, new FakeInstance(1, 0), FakeInvocation.at(0, Long.MAX_VALUE), 0, rows);
      cypress.observe(new Event.Ended(rows * ROW, run, Usage.UNKNOWN, true), new FakeView());
    }
    return cypress;
  }

  private static FakeInvocation input(int rows, long arrival) {
    return new FakeInvocation(1, 0, rows, arrival, Long.MAX_VALUE, Invocation.NO_CALLER);
  }

  /** {@code ceil(rows · 10 ms / 500 ms)} however many they are. */
  @ParameterizedTest
  @CsvSource({"1,50,1", "1,51,2", "20,20,1", "50,50,1", "10,400,8", "0,0,0"})
  void containersAreForTheWorkThatWaits(int inputs, int rows, int containers) {
    pool.queued = inputs;
    pool.queuedRows = rows;
    assertThat(taught(true).desired(0, pool)).isEqualTo(containers);
  }

  @Test
  void withoutSizesEveryInputIsAMeanOne() {
    pool.queued = 20;
    pool.queuedRows = 20;
    int byCount = taught(false).desired(0, pool);
    pool.queuedRows = 800;
    assertThat(taught(false).desired(0, pool)).isEqualTo(byCount).isGreaterThan(0);
  }

  @Test
  void whatRunsIsWorkToo() {
    pool.queued = 1;
    pool.queuedRows = 40;
    pool.running = 1;
    pool.runningRows = 40;
    assertThat(taught(true).desired(0, pool)).isEqualTo(2);
  }

  @Test
  void theInputThatTakesLongerGoesFirstWithinItsSlack() {
    var cypress = taught(true);
    long slow = cypress.rank(0, input(40, 0), pool);
    assertThat(slow).isEqualTo(600 * Stage.MILLI);
    assertThat(cypress.rank(0, input(1, 0), pool)).isEqualTo(990 * Stage.MILLI);
    assertThat(cypress.rank(0, input(40, 400 * Stage.MILLI), pool))
        .as("one that came 400 ms later has more slack left than the quick one")
        .isGreaterThan(990 * Stage.MILLI);
  }

  @Test
  void withoutAnObjectiveTheOrderIsThatOfArrivalAndEachHasAContainer() {
    pool.objective = Objective.NONE;
    pool.queued = 7;
    pool.queuedRows = 7;
    assertThat(taught(true).rank(9, input(40, 5), pool)).isEqualTo(5);
    assertThat(taught(true).desired(0, pool)).isEqualTo(7);
  }

  @Test
  void untilARunHasEndedFewContainersAreTried() {
    pool.queued = 100;
    pool.queuedRows = 100;
    assertThat(new Cypress(new Cypress.Config(0.5, 0.9, true)).desired(0, pool)).isEqualTo(4);
  }

  /** Forty a second of 20 rows are 8 s of work a second: 8 / 0.9 containers. */
  @Test
  void containersAreForTheRateOfWorkToo() {
    var cypress = taught(true);
    long now = 0;
    for (int i = 0; i < 40 * 300; i++) {
      now = i * Stage.SECOND / 40;
      cypress.observe(new Event.Arrived(now, input(20, now)), new FakeView());
    }
    pool.queued = 1;
    pool.queuedRows = 20;
    assertThat(cypress.desired(now, pool)).isEqualTo(9);
  }

  private long cut(Cypress cypress, long now, int rows) {
    cypress.rank(0, input(rows, 0), pool);
    return cypress.cut(
        now, new FakeQueue(3, 3 * rows, input(rows, 0)), new FakeInstance(1, 0), 1, 0);
  }

  @Test
  void eachRunsAlone() {
    pool.queued = 3;
    pool.queuedRows = 60;
    long cut = cut(taught(true), 9, 20);
    assertThat(Cut.runsNow(cut)).isTrue();
    assertThat(Cut.rows(cut)).isEqualTo(20);
  }

  /** 400 ms of work are for one container, and that is busy; the latest start is 500 - 100 ms. */
  @Test
  void aBatchWaitsForTheContainerWhoseSlackItFillsUntilItsOwnEnds() {
    pool.queued = 3;
    pool.queuedRows = 30;
    pool.running = 1;
    pool.runningRows = 10;
    assertThat(cut(taught(true), 9, 10)).isEqualTo(Cut.waitUntil(400 * Stage.MILLI));
    assertThat(Cut.runsNow(cut(taught(true), 400 * Stage.MILLI, 10))).isTrue();
  }
}
