package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final Outcome BAD_INPUT = new Outcome.Failed(Outcome.Fault.INPUT, "not a picture");

  @Test
  void membersOfAFailedBatchRunAgainAlone() {
    var scene = warmBatch().submit(1, 2, 3).ends(1, BAD_INPUT).ends(2).ends(3);

    assertThat(scene.runs())
        .containsExactly(List.of(1L, 2L, 3L), List.of(1L), List.of(2L), List.of(3L));
  }

  @Test
  void oneBadInputFailsAlone() {
    var scene = warmBatch().submit(1, 2, 3).ends(1, BAD_INPUT).ends(2).ends(3, BAD_INPUT).ends(4);

    assertThat(scene.outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.outcome(2)).isEqualTo(BAD_INPUT);
    assertThat(scene.outcome(3)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void failureOfASingleInvocationIsItsOutcome() {
    var failed = new Outcome.Failed(Outcome.Fault.EXECUTION, "division by zero");
    var scene = Scene.of(function(0)).submit(1).created().ends(1, failed);

    assertThat(scene.outcome(1)).isEqualTo(failed);
    assertThat(scene.runs()).hasSize(1);
  }

  @Test
  void memberOfAFailedBatchIsNotRunAgainPastItsDeadline() {
    var scene =
        warmBatch()
            .submit(1, 2)
            .submit(call(3).startBy(20 * MS))
            .late(30 * MS)
            .ends(1, 2, BAD_INPUT);

    assertThat(scene.outcome(3)).isEqualTo(BAD_INPUT);
  }

  @Test
  void invocationOfALostInstanceRunsOnAnother() {
    var scene = Scene.of(function(0)).submit(1).created().lose(1).created().ends(2);

    assertThat(scene.run(2).instance()).isEqualTo(2);
    assertThat(scene.outcome(1)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void invocationFailsWhenItsThirdInstanceIsLost() {
    var scene =
        Scene.of(function(0)).submit(1).created().lose(1).created().lose(2).created().lose(3);

    assertThat(scene.runs()).hasSize(3);
    assertThat(scene.outcome(1))
        .isEqualTo(new Outcome.Failed(Outcome.Fault.INSTANCE_LOST, "it crashed"));
  }

  @Test
  void invocationThatMustNotRunTwiceFailsWithItsInstance() {
    var scene = Scene.of(function(0).notIdempotent()).submit(1).created().lose(1);

    assertThat(scene.outcome(1))
        .isEqualTo(new Outcome.Failed(Outcome.Fault.INSTANCE_LOST, "it crashed"));
    assertThat(scene.creates()).hasSize(1);
  }

  @Test
  void endOfARunOnALostInstanceIsIgnored() {
    var scene = Scene.of(function(0)).submit(1).created().lose(1).ends(1);

    assertThat(scene.answered(1)).isFalse();
  }

  @Test
  void lossOfAnIdleInstanceHurtsNobody() {
    var scene = Scene.of(function(0)).submit(1).created().ends(1).lose(1).destroyed();

    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void secondLossOfAnInstanceIsIgnored() {
    var scene = Scene.of(function(0)).submit(1).created().ends(1).lose(1).lose(1);

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void invocationRunAgainMayWaitInAFullQueue() {
    var scene = Scene.of(function(0).scale(0, 1).maxQueue(1)).submit(1).created().submit(2).lose(1);

    assertThat(scene.world.outcomes()).isEmpty();
    assertThat(scene.pool(0).queued()).isEqualTo(2);
  }

  /** The last member of a lost run makes a batch full, which is begun in the place of that run. */
  @Test
  void membersOfTheRunThatTakesTheirPlaceAreNotLostWithThem() {
    var scene = Scene.of(function(0).batch(4, S).scale(2, 2)).at(0).created();
    scene.submit(call(1).rows(2)).submit(call(2).rows(2)).submit(3, 4).cancel(1);
    scene.lose(scene.run(1).instance());

    assertThat(scene.runs()).hasSize(2);
    assertThat(scene.runs().get(1)).containsExactlyInAnyOrder(2L, 3L, 4L);
    assertThat(scene.pool(0).running()).isEqualTo(3);
    scene.ends(2);
    for (long each = 2; each <= 4; each++) {
      assertThat(scene.outcome(each)).isEqualTo(Outcome.ANSWERED);
    }
  }

  private static Scene warmBatch() {
    return Scene.of(function(0).batch(3, S).scale(1, 1)).at(0).created();
  }
}
