package dev.hearth.policies.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Runs of n of at most 4 rows take 10 + 5 · n ms: 15, 20, 25, 30. Safety is 1. */
class WaitEstimateTest {
  private static final long MILLI = 1_000_000L;

  private final FakeView view = new FakeView();
  private final FakePool pool = view.pool(0);
  private int instances;

  WaitEstimateTest() {
    pool.configuration = FakeInstance.configuration(4, 1);
  }

  private FakeInstance instance() {
    var instance = new FakeInstance(++instances, 0, pool.configuration);
    pool.instances.add(instance);
    return instance;
  }

  /** One more ready instance with a full run. */
  private void busy() {
    instance().idle = false;
    pool.running += 4;
    pool.runningRows += 4;
  }

  private void starting(long sinceMillis) {
    instance().state = new InstanceState.Starting(sinceMillis * MILLI);
  }

  private void queued(int rows) {
    pool.queued = rows;
    pool.queuedRows = rows;
  }

  private static WaitEstimate fresh(double objectiveMultiple) {
    return new WaitEstimate(new WaitEstimate.Config(objectiveMultiple, 1, 0.05));
  }

  private WaitEstimate taught(double objectiveMultiple) {
    var policy = fresh(objectiveMultiple);
    for (int rows = 1; rows <= 4; rows++) {
      policy.observe(run(rows, true), view);
    }
    return policy;
  }

  private static Event run(int rows, boolean completed) {
    var run = new FakeRun(rows, new FakeInstance(9, 0), FakeInvocation.at(0, 0), 0, rows);
    return new Event.Ended((10 + 5 * rows) * MILLI, run, Usage.UNKNOWN, completed);
  }

  /** The answer to one row that arrives at {@code at} and may take {@code timeout} milliseconds. */
  private Admission answer(WaitEstimate policy, long at, long timeout) {
    var invocation = FakeInvocation.at(at * MILLI, (at + timeout) * MILLI);
    return policy.admit(at * MILLI, invocation, pool, view);
  }

  private void assertTakes(WaitEstimate policy, long at, long millis) {
    assertThat(answer(policy, at, millis)).isEqualTo(Admission.ACCEPT);
    assertRefused(answer(policy, at, millis - 1), Outcome.Refusal.OVERLOADED, 1);
  }

  private static void assertRefused(Admission answer, Outcome.Refusal reason, long retryMillis) {
    assertThat(answer)
        .asInstanceOf(InstanceOfAssertFactories.type(Admission.Reject.class))
        .returns(reason, Admission.Reject::reason)
        .returns(retryMillis * MILLI, Admission.Reject::retryAfterNanos);
  }

  @Test
  void behindOneRunItWaitsForItsEnd() {
    busy();
    assertTakes(taught(1), 0, 30 + 15);
  }

  @Test
  void behindAQueueItWaitsForTheBatchesBeforeItsOwn() {
    busy();
    queued(7);
    // The 8 rows make two batches; its own is full.
    assertTakes(taught(1), 0, 30 + 30 + 30);
  }

  @Test
  void moreSlotsTakeMoreBatchesInOneRound() {
    busy();
    busy();
    queued(7);
    assertTakes(taught(1), 0, 30 + 30);
  }

  @Test
  void inAPoolOfSeveralFunctionsItsOwnObjectiveCounts() {
    busy();
    pool.objective = new Objective(40 * MILLI, 99);
    var patient = new FakeView();
    patient.pool(0).objective = new Objective(45 * MILLI, 99);
    var invocation = FakeInvocation.at(0, 1_000 * MILLI);
    assertThat(taught(1).admit(0, invocation, pool, patient)).isEqualTo(Admission.ACCEPT);
    assertRefused(taught(1).admit(0, invocation, pool, view), Outcome.Refusal.OVERLOADED, 5);
  }

  @Test
  void aSmallerRunEndsSooner() {
    busy();
    pool.runningRows = 2;
    assertTakes(taught(1), 0, 20 + 15);
  }

  @Test
  void aFreeSlotNeedsNoWait() {
    busy();
    instance();
    assertThat(answer(taught(1), 0, 15)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void whatEvenAloneWouldBeLateIsTooLate() {
    busy();
    assertRefused(answer(taught(1), 0, 14), Outcome.Refusal.TOO_LATE, 1);
  }

  private WaitEstimate taughtAStartOf200() {
    var policy = taught(1);
    policy.observe(new Event.Ready(0, new FakeInstance(9, 0), 200 * MILLI), view);
    return policy;
  }

  @Test
  void aStartingInstanceIsWaitedFor() {
    starting(0);
    queued(4);
    // 150 of the start are left; its one slot takes the first batch, then the own of one row.
    assertTakes(taughtAStartOf200(), 50, 150 + 30 + 15);
  }

  @Test
  void aStartingInstanceShortensALongQueue() {
    busy();
    starting(0);
    queued(39);
    // Alone: 30 + 9·30. With the second slot in 60: 2 of 10 batches are gone by then, 1 starts,
    // and the other 7 take ceil(7 / 2) rounds.
    assertTakes(taughtAStartOf200(), 140, 60 + 4 * 30 + 30);
  }

  @Test
  void whileNoStartWasMeasuredAPoolWithoutInstancesLetsIn() {
    starting(0);
    queued(400);
    assertThat(answer(taught(1), 0, 20)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void theObjectiveCountsWhereItIsSoonerThanTheDeadline() {
    busy();
    pool.objective = new Objective(40 * MILLI, 99);
    assertRefused(answer(taught(1), 0, 1_000), Outcome.Refusal.OVERLOADED, 5);
  }

  @Test
  void aMoreLenientClassMayTakeAMultipleOfTheObjective() {
    busy();
    pool.objective = new Objective(40 * MILLI, 99);
    assertThat(answer(taught(2), 0, 1_000)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void theLowestClassKnowsOnlyTheDeadline() {
    busy();
    pool.objective = new Objective(40 * MILLI, 99);
    assertTakes(taught(0), 0, 45);
  }

  @Test
  void anObjectiveThatARunAloneExceedsShedsNothing() {
    busy();
    pool.objective = new Objective(10 * MILLI, 99);
    assertThat(answer(taught(1), 0, 1_000)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void beforeAnythingIsLearnedItLetsIn() {
    busy();
    queued(1_000);
    assertThat(answer(fresh(1), 0, 1)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void aFailedRunTeachesNothing() {
    busy();
    var policy = fresh(1);
    policy.observe(run(4, false), view);
    assertThat(answer(policy, 0, 1)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void whoFindsNothingQueuedOrRunningIsLetInSoThatTheEstimateCanRecover() {
    instance();
    assertThat(answer(taught(1), 0, 1)).isEqualTo(Admission.ACCEPT);
  }

  @Test
  void theMessageNamesBothTimes() {
    busy();
    assertThat(((Admission.Reject) answer(taught(1), 0, 40)).message())
        .isEqualTo(
            "an answer would take about 45 ms and may take 40 ms; try again later, or allow more"
                + " time");
  }
}
