package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
  @Test
  void invocationBeyondTheQueueIsTurnedAwayWithATimeToWait() {
    var scene = Scene.of(function(0).maxQueue(2)).submit(1, 2, 3);

    assertThat(scene.outcome(3))
        .isEqualTo(
            new Outcome.Rejected(
                Outcome.Refusal.QUEUE_FULL, "the queue of 'f0' holds its limit of 2 requests", S));
    assertThat(scene.pool(0).queued()).isEqualTo(2);
  }

  @Test
  void queueTakesMoreOnceARunStarted() {
    var scene = Scene.of(function(0).scale(0, 1).maxQueue(1)).submit(1).created().submit(2);

    assertThat(scene.answered(2)).isFalse();
  }

  @Test
  void invocationBeyondTheNodesLimitIsTurnedAway() {
    var scene = Scene.of(function(0)).bounds(Bounds.bounds().invocations(2)).submit(1, 2, 3);

    assertThat(scene.outcome(3))
        .isEqualTo(
            new Outcome.Rejected(
                Outcome.Refusal.OVERLOADED,
                "this node holds its limit of 2 unanswered requests",
                S));
  }

  @Test
  void moreRowsThanARunMayCarryAreTurnedAway() {
    var scene = Scene.of(function(0).batch(4, 0)).submit(call(1).rows(5));

    assertThat(scene.outcome(1))
        .isEqualTo(
            new Outcome.Rejected(
                Outcome.Refusal.TOO_MANY_ROWS,
                "5 rows are more than the 4 that 'f0' takes in one request",
                S));
  }

  @Test
  void unknownFunctionIsTurnedAway() {
    var scene = Scene.of(function(0)).submit(call(1).of(9));

    assertThat(scene.outcome(1))
        .isEqualTo(
            new Outcome.Rejected(
                Outcome.Refusal.NO_SUCH_FUNCTION, "function 9 is not deployed", S));
  }

  @Test
  void secondInvocationOfTheSameIdIsIgnored() {
    var scene = Scene.of(function(0)).submit(1).submit(1);

    assertThat(scene.kernel().unanswered()).isEqualTo(1);
    assertThat(scene.world.outcomes()).isEmpty();
  }

  @Test
  void rejectionOfAdmissionIsTheOutcome() {
    var refusal =
        new AdmissionPolicy.Admission.Reject(Outcome.Refusal.TOO_LATE, "it would be late", 5);
    var scene =
        Scene.of(function(0))
            .policy(Role.ADMISSION, (AdmissionPolicy) (_, _, _, _) -> refusal)
            .submit(1);

    assertThat(scene.outcome(1))
        .isEqualTo(new Outcome.Rejected(Outcome.Refusal.TOO_LATE, "it would be late", 5));
  }

  @Test
  void deferredInvocationWaitsOutsideTheQueue() {
    var scene = deferring(50 * MS).submit(1).at(50 * MS - 1);

    assertThat(scene.creates()).isEmpty();
    assertThat(scene.pool(0).queued()).isZero();
  }

  @Test
  void deferredInvocationIsAskedAboutAgainAtItsInstant() {
    var scene = deferring(50 * MS).submit(1).at(50 * MS);

    assertThat(scene.creates()).containsExactly(1);
  }

  @Test
  void deferralEndsAtTheDeadline() {
    var scene = deferring(50 * MS).submit(call(1).startBy(20 * MS)).at(20 * MS);

    assertThat(scene.outcome(1)).isEqualTo(new Outcome.TimedOut(Outcome.Stage.QUEUED));
  }

  @Test
  void deploymentBeyondTheLimitIsRefused() {
    var scene = Scene.of(function(0)).bounds(Bounds.bounds().functions(1)).at(0);

    assertThatThrownBy(() -> scene.deploy(function(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this node holds its limit of 1 functions");
  }

  @Test
  void instancesBeyondTheNodesLimitWaitForOneToGo() {
    var scene = Scene.of(function(0)).bounds(Bounds.bounds().instances(1)).submit(1, 2);
    assertThat(scene.creates()).containsExactly(1);

    assertThat(scene.created().lose(1).destroyed().creates()).containsExactly(1, 2);
  }

  @Test
  void invocationsOfOneFunctionDoNotRunOnInstancesOfAnother() {
    var scene = Scene.of(function(0), function(1)).submit(1).created().submit(call(2).of(1));

    assertThat(scene.runs()).containsExactly(List.of(1L));
    assertThat(scene.changesOf(2))
        .containsExactly(new Change.Create(1, function(1).configuration()));
  }

  private static Scene deferring(long until) {
    AdmissionPolicy once =
        (now, _, _, _) ->
            now < until
                ? new AdmissionPolicy.Admission.Defer(until)
                : AdmissionPolicy.Admission.ACCEPT;
    return Scene.of(function(0)).policy(Role.ADMISSION, once);
  }
}
