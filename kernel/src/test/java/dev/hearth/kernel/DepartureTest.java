package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Draining a node, retiring a function, replacing its revision. */
class DepartureTest {
  @Test
  void drainingNodeTurnsNewInvocationsAway() {
    var scene = Scene.of(function(0)).submit(1).drain().submit(2);

    assertThat(scene.outcome(2))
        .isEqualTo(new Outcome.Rejected(Outcome.Refusal.DRAINING, "this node is shutting down", S));
  }

  @Test
  void drainingNodeFinishesWhatItAccepted() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(1, 2).created().drain().ends(1).ends(2);

    assertThat(scene.outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.outcome(2)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void drainingNodeStartsWhatAcceptedWorkNeeds() {
    var scene = Scene.of(function(0)).submit(1).created().lose(1).drain();

    assertThat(scene.destroyed().creates()).hasSize(2);
  }

  @Test
  void drainedNodeIsEmpty() {
    var scene = Scene.of(function(0).scale(1, 3)).submit(1).created().ends(1).drain().destroyed();

    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void drainingNodeKeepsNothingForAScalingThatWantsIt() {
    var scene =
        Scene.of(function(0))
            .policy(Role.SCALING, Fakes.fixedSize(2))
            .at(0)
            .created()
            .drain()
            .destroyed();

    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void drainingNodeStopsStartsThatNothingWaitsFor() {
    var scene = Scene.of(function(0).scale(2, 3)).at(0).drain().destroyed();

    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void drainingNodeLetsIdleInstancesGoWhenTheLastWaitingInvocationIsCancelled() {
    var scene =
        Scene.of(function(0).batch(4, S).scale(1, 1))
            .policy(Role.WARMTH, Fakes.KEEP_FOREVER)
            .at(0)
            .created()
            .submit(1)
            .drain()
            .cancel(1);

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void retiredFunctionTakesNoInvocations() {
    var scene = Scene.of(function(0)).submit(1).created().retire(0).submit(2);

    assertThat(scene.outcome(2))
        .isEqualTo(
            new Outcome.Rejected(
                Outcome.Refusal.NO_SUCH_FUNCTION, "function 0 is not deployed", S));
  }

  @Test
  void retiredFunctionFinishesWhatItAccepted() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(1, 2).created().retire(0).ends(1).ends(2);

    assertThat(scene.outcome(2)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void retiredFunctionIsForgottenWhenItsInstancesAreGone() {
    var scene = Scene.of(function(0).scale(1, 2)).at(0).created().retire(0).destroyed();

    assertThat(scene.kernel().view().pools()).isEmpty();
    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void retiredFunctionKeepsNothingForAScalingThatWantsIt() {
    var scene =
        Scene.of(function(0))
            .policy(Role.SCALING, Fakes.fixedSize(2))
            .at(0)
            .created()
            .retire(0)
            .destroyed();

    assertThat(scene.kernel().view().pools()).isEmpty();
  }

  @Test
  void retiredFunctionLetsIdleInstancesGoWhenWhatWaitedTimesOut() {
    var scene =
        Scene.of(function(0).batch(4, S).scale(1, 1))
            .policy(Role.WARMTH, Fakes.KEEP_FOREVER)
            .at(0)
            .created()
            .submit(call(1).startBy(10 * MS))
            .retire(0)
            .at(10 * MS);

    assertThat(scene.outcome(1)).isEqualTo(new Outcome.TimedOut(Outcome.Stage.QUEUED));
    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void retiredFunctionCanBeDeployedAgain() {
    var scene = Scene.of(function(0)).submit(1).created().retire(0).deploy(function(0)).ends(1);

    assertThat(scene.submit(2).created().ends(2).outcome(2)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void replacedRevisionStopsIdleInstances() {
    var scene = Scene.of(function(0)).submit(1).created().ends(1).deploy(function(0).memory(200));

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void replacedRevisionLetsRunningWorkFinish() {
    var scene = Scene.of(function(0)).submit(1).created().deploy(function(0).memory(200));
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.ends(1).outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void waitingInvocationsRunOnTheNewRevision() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(1, 2).created();
    scene.deploy(function(0).memory(200).scale(0, 1));

    assertThat(scene.changesOf(2))
        .containsExactly(new Change.Create(0, function(0).memory(200).configuration()));
    assertThat(scene.created().run(2).instance()).isEqualTo(2);
  }

  @Test
  void newRevisionDoesNotPayForFailedStartsOfTheOld() {
    var scene = Scene.of(function(0)).submit(1).startFails("bad image").deploy(function(0));

    assertThat(scene.creates()).containsExactly(1, 2);
  }
}
