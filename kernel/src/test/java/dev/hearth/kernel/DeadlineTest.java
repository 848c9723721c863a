package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.FakeWorld.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadlines and cancellation, wherever an invocation is. */
class DeadlineTest {
  private static final Outcome QUEUED = new Outcome.TimedOut(Outcome.Stage.QUEUED);
  private static final Outcome RUNNING = new Outcome.TimedOut(Outcome.Stage.RUNNING);
  private static final Outcome CANCELLED = new Outcome.Cancelled(Cause.CALLER);

  @Test
  void waitingInvocationTimesOutAtItsQueueDeadline() {
    var scene = Scene.of(function(0)).submit(call(1).startBy(20 * MS)).at(20 * MS - 1);
    assertThat(scene.answered(1)).isFalse();

    assertThat(scene.at(20 * MS).outcome(1)).isEqualTo(QUEUED);
  }

  @Test
  void waitingInvocationTimesOutAtItsDeadline() {
    var scene = Scene.of(function(0)).submit(call(1).answerBy(20 * MS)).at(20 * MS);

    assertThat(scene.outcome(1)).isEqualTo(QUEUED);
  }

  @Test
  void queueDeadlineDoesNotEndARunningInvocation() {
    var scene = Scene.of(function(0)).submit(call(1).startBy(20 * MS)).created().at(S);

    assertThat(scene.answered(1)).isFalse();
  }

  @Test
  void runningInvocationTimesOutAtItsDeadlineAndIsAborted() {
    var scene = Scene.of(function(0)).submit(call(1).answerBy(20 * MS)).created().at(20 * MS);

    assertThat(scene.outcome(1)).isEqualTo(RUNNING);
    assertThat(scene.world.all(Effect.Aborted.class))
        .containsExactly(new Effect.Aborted(scene.run(1).run(), 0, Cause.DEADLINE));
  }

  @Test
  void slotOfAnAbortedMemberIsFreeOnlyWhenItEnded() {
    var scene =
        Scene.of(function(0).scale(0, 1))
            .submit(call(1).answerBy(20 * MS))
            .submit(2)
            .created()
            .at(20 * MS);
    assertThat(scene.runs()).hasSize(1);

    assertThat(scene.ends(1).runs()).containsExactly(List.of(1L), List.of(2L));
  }

  @Test
  void lateEndOfATimedOutMemberIsNoSecondOutcome() {
    var scene =
        Scene.of(function(0)).submit(call(1).answerBy(20 * MS)).created().at(20 * MS).ends(1);

    assertThat(scene.outcome(1)).isEqualTo(RUNNING);
    assertThat(scene.pool(0).idle()).isEqualTo(1);
  }

  @Test
  void instanceThatDoesNotStopWithinTheGraceIsLost() {
    var scene = Scene.of(function(0)).submit(call(1).answerBy(20 * MS)).created();
    assertThat(scene.at(20 * MS + 5 * S - 1).destroys()).isEmpty();

    assertThat(scene.at(20 * MS + 5 * S).destroys()).containsExactly(1);
  }

  @Test
  void companionsOfAMemberThatDoesNotStopRunAgainElsewhere() {
    var scene =
        Scene.of(function(0).batch(2, 0).scale(1, 1))
            .at(0)
            .created()
            .submit(9)
            .submit(call(1).answerBy(20 * MS))
            .submit(2)
            .ends(1)
            .at(6 * S)
            .created();

    assertThat(scene.runs()).containsExactly(List.of(9L), List.of(1L, 2L), List.of(2L));
  }

  @Test
  void overdueInvocationIsNotStartedWhereTheTickIsLate() {
    var scene =
        Scene.of(function(0).scale(0, 1))
            .submit(1)
            .submit(call(2).startBy(20 * MS))
            .created()
            .late(30 * MS)
            .ends(1);

    assertThat(scene.outcome(2)).isEqualTo(QUEUED);
    assertThat(scene.runs()).hasSize(1);
  }

  @Test
  void overdueInvocationOfAnotherShapeIsNotStartedEither() {
    var scene =
        Scene.of(function(0).batch(2, S).scale(1, 1))
            .at(0)
            .created()
            .submit(1, 2)
            .submit(3)
            .submit(call(4).shape(1).startBy(20 * MS))
            .submit(call(5).shape(1).startBy(20 * MS))
            .late(30 * MS)
            .ends(1);

    assertThat(scene.outcome(4)).isEqualTo(QUEUED);
    assertThat(scene.runs()).hasSize(1);
  }

  @Test
  void overdueCompanionIsLeftOutOfABatch() {
    var scene =
        Scene.of(function(0).batch(3, S).scale(1, 1))
            .at(0)
            .created()
            .submit(call(1).rows(3))
            .submit(2)
            .submit(call(3).startBy(20 * MS))
            .submit(4)
            .late(30 * MS)
            .ends(1);

    assertThat(scene.runs().get(1)).containsExactly(2L, 4L);
    assertThat(scene.outcome(3)).isEqualTo(QUEUED);
  }

  @Test
  void cancelledWaitingInvocationNeverRuns() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(1, 2).cancel(1).created();

    assertThat(scene.outcome(1)).isEqualTo(CANCELLED);
    assertThat(scene.runs()).containsExactly(List.of(2L));
  }

  @Test
  void cancelledRunningInvocationIsAborted() {
    var scene = Scene.of(function(0)).submit(1).created().cancel(1);

    assertThat(scene.outcome(1)).isEqualTo(CANCELLED);
    assertThat(scene.world.all(Effect.Aborted.class))
        .containsExactly(new Effect.Aborted(scene.run(1).run(), 0, Cause.CALLER));
  }

  @Test
  void cancelledDeferredInvocationIsNotAskedAboutAgain() {
    AdmissionPolicy defer = (now, _, _, _) -> new AdmissionPolicy.Admission.Defer(now + S);
    var scene = Scene.of(function(0)).policy(Role.ADMISSION, defer).submit(1).cancel(1).at(2 * S);

    assertThat(scene.outcome(1)).isEqualTo(CANCELLED);
    assertThat(scene.creates()).isEmpty();
  }

  @Test
  void cancelledForwardedInvocationIsWithdrawn() {
    var scene = Scene.of(function(0)).policy(Role.ROUTING, Fakes.toNode(1)).submit(1).cancel(1);

    assertThat(scene.outcome(1)).isEqualTo(CANCELLED);
    assertThat(scene.sentTo(1)).last().isEqualTo(new Message.Withdraw(0, 1));
  }

  @Test
  void cancellationOfAnUnknownInvocationIsIgnored() {
    var scene = Scene.of(function(0)).submit(1).cancel(2);

    assertThat(scene.world.outcomes()).isEmpty();
  }

  @Test
  void idOfAnAnsweredInvocationMayBeUsedAgainWhileItsRunStops() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(1, 2).created().cancel(1);
    scene.world.outcomes().clear();

    assertThat(scene.submit(1).ends(1).ends(2).ends(3).outcome(1)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void earlierTimeThanTheLatestCountsAsTheLatest() {
    var scene = Scene.of(function(0)).at(10 * S).late(S).submit(call(1).startBy(5 * S)).at(10 * S);

    assertThat(scene.outcome(1)).isEqualTo(QUEUED);
  }
}
