package dev.hearth.kernel;

import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColdStartTest {
  @Test
  void invocationOfAnUnusedFunctionStartsAnInstance() {
    var scene = Scene.of(function(0)).submit(1);

    assertThat(scene.changesOf(1))
        .containsExactly(new Change.Create(0, function(0).configuration()));
    assertThat(scene.runs()).isEmpty();
  }

  @Test
  void waitingInvocationRunsOnceItsInstanceIsThere() {
    var scene = Scene.of(function(0)).submit(7).created();

    assertThat(scene.run(1).instance()).isEqualTo(1);
    assertThat(scene.runs()).containsExactly(List.of(7L));
    assertThat(scene.answered(7)).isFalse();
  }

  @Test
  void endOfARunIsTheReply() {
    var scene = Scene.of(function(0)).submit(7).created().ends(1);

    assertThat(scene.outcome(7)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.kernel().unanswered()).isZero();
  }

  @Test
  void asManyInstancesStartAsScalingWants() {
    var scene = Scene.of(function(0)).submit(1, 2, 3);

    assertThat(scene.creates()).containsExactly(1, 2, 3);
  }

  @Test
  void noMoreInstancesStartThanTheMaximum() {
    var scene = Scene.of(function(0).scale(0, 2)).submit(1, 2, 3, 4);

    assertThat(scene.creates()).containsExactly(1, 2);
    assertThat(scene.created().ends(1).runs())
        .containsExactly(List.of(1L), List.of(2L), List.of(3L));
  }

  @Test
  void minimumStartsWithTheDeployment() {
    var scene = Scene.of(function(0).scale(2, 5)).at(0);

    assertThat(scene.creates()).containsExactly(1, 2);
  }

  @Test
  void minimumIsRestoredWhenALostInstanceIsGone() {
    var scene = Scene.of(function(0).scale(1, 5)).at(0).created().lose(1).destroyed();

    assertThat(scene.creates()).containsExactly(1, 2);
  }

  @Test
  void idleInstanceGoesAtTheInstantItsKeepAliveEnds() {
    var scene = idleSince(5 * S).at(15 * S - 1);
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.at(15 * S).destroys()).containsExactly(1);
  }

  @Test
  void useBeforeTheEndOfKeepAliveStartsItAnew() {
    var scene = idleSince(5 * S).at(10 * S).submit(2).at(12 * S).ends(2);
    assertThat(scene.at(22 * S - 1).destroys()).isEmpty();

    assertThat(scene.at(22 * S).destroys()).containsExactly(1);
  }

  @Test
  void nothingIsLeftAfterScalingBackToZero() {
    var scene = idleSince(5 * S).at(15 * S);
    assertThat(scene.isEmpty()).isFalse();

    assertThat(scene.destroyed().isEmpty()).isTrue();
  }

  @Test
  void functionStartsAgainAfterItWasScaledToZero() {
    var scene = idleSince(5 * S).at(15 * S).destroyed().submit(2).created().ends(2);

    assertThat(scene.creates()).containsExactly(1, 2);
    assertThat(scene.outcome(2)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void minimumStaysWhenKeepAliveEnds() {
    var scene =
        Scene.of(function(0).scale(1, 5))
            .policy(Role.WARMTH, Fakes.keepAlive(10 * S))
            .submit(1, 2)
            .created()
            .ends(1)
            .ends(2)
            .at(60 * S);

    assertThat(scene.destroys()).hasSize(1);
    assertThat(scene.pool(0).size()).isEqualTo(1);
  }

  @Test
  void whatTheManifestSaysOfZeroPrecedesScaling() {
    var scene =
        Scene.of(function(0).scale(new Scale(0, 5, 20 * S)))
            .policy(Role.SCALING, Fakes.fixedSize(2))
            .policy(Role.WARMTH, Fakes.keepAlive(1 * S))
            .submit(1)
            .created()
            .at(10 * S)
            .ends(1);
    assertThat(scene.at(29 * S).destroys()).isEmpty();

    assertThat(scene.at(32 * S).destroys()).hasSize(2);
  }

  @Test
  void whatIsInHandIsIntegratedOverTime() {
    var scene = Scene.of(function(0).scale(0, 1)).at(1 * S).submit(1, 2).at(3 * S).created();
    assertThat(scene.pool(0).inHandNanos(3 * S)).isEqualTo(2 * 2 * S);

    scene.at(4 * S).ends(1);
    assertThat(scene.pool(0).inHandNanos(10 * S)).isEqualTo(2 * 3 * S + 6 * S);
  }

  @Test
  void freeSlotsAreThoseOfReadyInstances() {
    var scene = Scene.of(function(0)).submit(1, 2);
    assertThat(scene.pool(0).freeSlots()).isZero();
    scene.created();
    assertThat(scene.pool(0).freeSlots()).isZero();

    assertThat(scene.ends(1).pool(0).freeSlots()).isEqualTo(1);
  }

  @Test
  void instanceUsedLastIsUsedNext() {
    var scene = Scene.of(function(0)).submit(1, 2).created().ends(1).ends(2).submit(3);

    assertThat(scene.run(3).instance()).isEqualTo(2);
  }

  @Test
  void surplusOfInstancesIdlesOutWhileTheLastUsedStays() {
    var scene =
        Scene.of(function(0))
            .policy(Role.WARMTH, Fakes.keepAlive(10 * S))
            .submit(1, 2)
            .created()
            .ends(1)
            .ends(2);
    for (int second = 1; second <= 20; second++) {
      scene.at(second * S).submit(100 + second).ends(2 + second);
    }

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void startAfterAFailedOneWaitsForTheBackOff() {
    var scene = Scene.of(function(0)).submit(1).startFails("no disk").at(100 * MS - 1);
    assertThat(scene.creates()).containsExactly(1);

    assertThat(scene.at(100 * MS).creates()).containsExactly(1, 2);
  }

  @Test
  void backOffDoublesWithEachFailure() {
    var scene = Scene.of(function(0)).submit(1).startFails("no disk").at(100 * MS).startFails("no");
    assertThat(scene.at(300 * MS - 1).creates()).hasSize(2);

    assertThat(scene.at(300 * MS).creates()).hasSize(3);
  }

  @Test
  void backOffIsCapped() {
    var scene = Scene.of(function(0).scale(1, 1)).at(0);
    for (int failure = 0; failure < 20; failure++) {
      scene.startFails("no disk").at(scene.now() + 30 * S);
    }

    assertThat(scene.creates()).hasSize(21);
  }

  @Test
  void successEndsTheBackOff() {
    var scene = Scene.of(function(0)).submit(1).startFails("no").at(100 * MS).created().lose(2);

    assertThat(scene.submit(2).creates()).startsWith(1, 2, 3);
  }

  @Test
  void waitingInvocationsFailWithTheReasonOfTheThirdFailedStart() {
    var scene = failedThrice();

    assertThat(scene.outcome(1))
        .isEqualTo(
            new Outcome.Failed(
                Outcome.Fault.COLD_START, "no instance of 'f0' could be started: third"));
    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void invocationAfterFailedStartsTriesAgain() {
    var scene = failedThrice().at(S).submit(2).created().ends(1);

    assertThat(scene.outcome(2)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void instanceLostWhileItStartsCountsAsAFailedStart() {
    var scene = Scene.of(function(0)).submit(1).lose(1);
    assertThat(scene.creates()).containsExactly(1);

    assertThat(scene.at(100 * MS).creates()).containsExactly(1, 2);
  }

  @Test
  void hangingStartIsDestroyedAndCountsAsAFailedStart() {
    var scene = Scene.of(function(0)).submit(1).at(120 * S);
    assertThat(scene.destroys()).containsExactly(1);
    assertThat(scene.creates()).containsExactly(1);

    assertThat(scene.at(120 * S + 100 * MS).creates()).containsExactly(1, 2);
  }

  @Test
  void invocationFailsAfterThreeHangingStarts() {
    var scene = Scene.of(function(0)).submit(1).at(361 * S);

    assertThat(scene.outcome(1))
        .isEqualTo(
            new Outcome.Failed(
                Outcome.Fault.COLD_START,
                "no instance of 'f0' could be started: it did not start in time"));
  }

  @Test
  void answerOfAnAbandonedStartIsIgnored() {
    var scene = Scene.of(function(0)).submit(1).at(120 * S).created();

    assertThat(scene.runs()).isEmpty();
    assertThat(scene.pool(0).size()).isZero();
  }

  private static Scene idleSince(long instant) {
    return Scene.of(function(0))
        .policy(Role.WARMTH, Fakes.keepAlive(10 * S))
        .submit(1)
        .created()
        .at(instant)
        .ends(1);
  }

  private static Scene failedThrice() {
    return Scene.of(function(0))
        .submit(1)
        .startFails("first")
        .at(100 * MS)
        .startFails("second")
        .at(300 * MS)
        .startFails("third");
  }
}
