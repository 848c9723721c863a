package dev.hearth.policies.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeQueue;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import org.junit.jupiter.api.Test;

class QueuePoliciesTest {
  private static final long FOREVER = Long.MAX_VALUE;

  private final FakeInstance four = new FakeInstance(1, 0, FakeInstance.configuration(4, 1));
  private final FakePool pool = new FakePool(0);

  @Test
  void firstInFirstOutRanksByArrival() {
    assertThat(new Fifo().rank(9, FakeInvocation.at(3, 50), pool)).isEqualTo(3);
  }

  @Test
  void earliestDeadlineFirstRanksByDeadline() {
    assertThat(new Edf().rank(9, FakeInvocation.at(3, 50), pool)).isEqualTo(50);
  }

  @Test
  void aFullBatchRunsAtOnce() {
    long cut = new Fifo().cut(100, FakeQueue.of(5, 100, FOREVER), four, 1, 1_000);
    assertThat(Cut.runsNow(cut)).isTrue();
    assertThat(Cut.rows(cut)).isEqualTo(4);
  }

  @Test
  void freeSlotsOfCoresShareWhatWaits() {
    long cut = new Fifo().cut(100, FakeQueue.of(5, 90, FOREVER), four, 2, 0);
    assertThat(Cut.rows(cut)).isEqualTo(3);
  }

  @Test
  void oneSlotOfAnAcceleratorTakesAllThatWaits() {
    var resources = new Resources(1_000, 20, 1 << 20);
    var configuration = new Configuration(resources, new Batching(4, 0), 1);
    var accelerated = new FakeInstance(1, 0, configuration);
    long cut = new Fifo().cut(100, FakeQueue.of(5, 90, FOREVER), accelerated, 2, 0);
    assertThat(Cut.rows(cut)).isEqualTo(4);
  }

  @Test
  void whatArrivesAtOneInstantIsSeenTogether() {
    assertThat(new Fifo().cut(100, FakeQueue.of(3, 100, FOREVER), four, 1, 0))
        .isEqualTo(Cut.waitUntil(101));
    assertThat(taught().cut(100, FakeQueue.of(3, 100, FOREVER), four, 1, 0))
        .isEqualTo(Cut.waitUntil(101));
  }

  @Test
  void withoutBatchesNothingWaitsForCompany() {
    var alone = new FakeInstance(1, 0, FakeInstance.configuration(1, 1));
    assertThat(new Fifo().cut(100, FakeQueue.of(3, 100, FOREVER), alone, 1, 0))
        .isEqualTo(Cut.run(1));
  }

  @Test
  void aPartBatchWaitsForItsHeadsTimeout() {
    long cut = new Fifo().cut(100, FakeQueue.of(3, 60, FOREVER), four, 1, 1_000);
    assertThat(Cut.runsNow(cut)).isFalse();
    assertThat(Cut.until(cut)).isEqualTo(1_060);
  }

  @Test
  void aPartBatchRunsOnceItsHeadHasWaitedItsTimeout() {
    assertThat(Cut.runsNow(new Fifo().cut(1_060, FakeQueue.of(3, 60, FOREVER), four, 1, 1_000)))
        .isTrue();
  }

  @Test
  void anEndlessTimeoutWaitsForAFullBatch() {
    long cut = new Edf().cut(100, FakeQueue.of(3, 60, FOREVER), four, 1, FOREVER);
    assertThat(Cut.until(cut)).isEqualTo(FOREVER);
  }

  private QueuePolicy taught() {
    var policy = new DeadlineAware(new DeadlineAware.Config(1, 0.05));
    var view = new FakeView();
    for (int rows = 1; rows <= 4; rows++) {
      long nanos = 100 + 50L * rows;
      var run = new FakeRun(rows, four, FakeInvocation.at(0, 0), 0, rows);
      policy.observe(new Event.Ended(nanos, run, Usage.UNKNOWN, true), view);
    }
    return policy;
  }

  @Test
  void waitingEndsWhenAFullBatchWouldJustMeetTheDeadline() {
    long cut = taught().cut(0, FakeQueue.of(1, 0, 1_000), four, 1, 10_000);
    assertThat(Cut.until(cut)).isEqualTo(1_000 - 300);
  }

  @Test
  void waitingEndsAtTheTimeoutWhereThatIsSooner() {
    long cut = taught().cut(0, FakeQueue.of(1, 0, 1_000), four, 1, 200);
    assertThat(Cut.until(cut)).isEqualTo(200);
  }

  @Test
  void theObjectiveCountsWhereItIsSoonerThanTheDeadline() {
    var policy = taught();
    pool.objective = new Objective(600, 99);
    policy.rank(0, FakeInvocation.at(0, 1_000), pool);
    assertThat(Cut.until(policy.cut(0, FakeQueue.of(1, 0, 1_000), four, 1, 10_000)))
        .isEqualTo(600 - 300);
  }

  @Test
  void aLateHeadRunsWithAsManyRowsAsStillEndInTime() {
    long cut = taught().cut(790, FakeQueue.of(4, 0, 1_000), four, 1, 10_000);
    assertThat(Cut.rows(cut)).isEqualTo(2);
  }

  @Test
  void aHeadThatCannotMeetItsDeadlineRunsInAFullBatch() {
    long cut = taught().cut(990, FakeQueue.of(4, 0, 1_000), four, 1, 10_000);
    assertThat(Cut.rows(cut)).isEqualTo(4);
  }

  @Test
  void beforeAnythingIsLearnedTheTimeoutAloneCounts() {
    var fresh = new DeadlineAware(new DeadlineAware.Config(1.1, 0.05));
    assertThat(Cut.until(fresh.cut(0, FakeQueue.of(1, 0, 1_000), four, 1, 700))).isEqualTo(700);
  }
}
