package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  void fullBatchRunsAtOnce() {
    var scene = warm(4, 10 * MS).submit(1, 2, 3, 4);

    assertThat(scene.runs()).containsExactly(List.of(1L, 2L, 3L, 4L));
  }

  @Test
  void partBatchRunsWhenItsHeadHasWaitedTheDelay() {
    var scene = warm(4, 10 * MS).submit(1).at(6 * MS).submit(2).at(10 * MS - 1);
    assertThat(scene.runs()).isEmpty();

    assertThat(scene.at(10 * MS).runs()).containsExactly(List.of(1L, 2L));
  }

  @Test
  void nextWakeIsTheEndOfTheDelay() {
    var scene = warm(4, 10 * MS).at(3 * MS).submit(1);

    assertThat(scene.kernel().tick(3 * MS)).isEqualTo(13 * MS);
  }

  @Test
  void batchCountsRowsNotInvocations() {
    var scene =
        warm(4, 10 * MS).submit(call(1).rows(3)).submit(call(2).rows(1)).submit(call(3).rows(2));

    assertThat(scene.runs()).containsExactly(List.of(1L, 2L));
    assertThat(scene.run(1).rows()).isEqualTo(4);
  }

  @Test
  void batchStaysBelowItsRowsWhereTheNextDoesNotFit() {
    var scene = warm(4, 10 * MS).submit(call(1).rows(3)).submit(call(2).rows(2));

    assertThat(scene.runs()).containsExactly(List.of(1L));
    assertThat(scene.run(1).rows()).isEqualTo(3);
  }

  @Test
  void shapesAreNotMixed() {
    var scene =
        warm(2, 10 * MS).submit(call(1).shape(1)).submit(call(2).shape(2)).submit(call(3).shape(1));

    assertThat(scene.runs()).containsExactly(List.of(1L, 3L));
  }

  @Test
  void everyShapeRunsAfterItsOwnDelay() {
    var scene =
        warm(2, 10 * MS, 2)
            .submit(call(1).shape(1))
            .at(4 * MS)
            .submit(call(2).shape(2))
            .at(14 * MS);

    assertThat(scene.runs()).containsExactly(List.of(1L), List.of(2L));
  }

  @Test
  void ofSeveralFullShapesTheOldestRunsFirst() {
    var scene = warm(2, S).submit(1, 2);
    for (int shape = 1; shape <= 6; shape++) {
      scene.late(shape).submit(call(10 + shape).shape(shape));
    }
    scene.cancel(11).submit(call(26).shape(6)).submit(call(23).shape(3));

    assertThat(scene.ends(1).runs().get(1)).containsExactly(13L, 23L);
  }

  @Test
  void queueIsFirstInFirstOut() {
    var scene = Scene.of(function(0).scale(0, 1)).submit(3, 1, 2).created().ends(1).ends(2);

    assertThat(scene.runs()).containsExactly(List.of(3L), List.of(1L), List.of(2L));
  }

  @Test
  void earliestDeadlineRunsFirst() {
    var scene =
        edf()
            .submit(call(1).answerBy(30 * S))
            .submit(call(2).answerBy(10 * S))
            .submit(call(3).answerBy(20 * S))
            .created()
            .ends(1)
            .ends(2);

    assertThat(scene.runs()).containsExactly(List.of(2L), List.of(3L), List.of(1L));
  }

  @Test
  void equalDeadlinesRunInOrderOfArrival() {
    var scene =
        edf()
            .submit(call(5).answerBy(10 * S))
            .submit(call(4).answerBy(10 * S))
            .submit(call(6).answerBy(10 * S))
            .created()
            .ends(1)
            .ends(2);

    assertThat(scene.runs()).containsExactly(List.of(5L), List.of(4L), List.of(6L));
  }

  @Test
  void slotsOfOneInstanceRunBesideOneAnother() {
    var scene = Scene.of(function(0).slots(2).scale(0, 1)).submit(1, 2, 3).created();

    assertThat(scene.runs()).containsExactly(List.of(1L), List.of(2L));
    assertThat(scene.run(1).slot()).isEqualTo(0);
    assertThat(scene.run(2).slot()).isEqualTo(1);
  }

  @Test
  void membersEndOneByOne() {
    var scene = warm(2, 0).submit(1).submit(2, 3).ends(1).ends(2, 1, Outcome.ANSWERED);

    assertThat(scene.outcome(3)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.answered(2)).isFalse();
  }

  @Test
  void slotIsFreeOnlyAfterTheLastMember() {
    var scene = warm(2, S).submit(1, 2).submit(3, 4).ends(1, 0, Outcome.ANSWERED);
    assertThat(scene.runs()).hasSize(1);

    assertThat(scene.ends(1, 1, Outcome.ANSWERED).runs()).hasSize(2);
  }

  @Test
  void secondEndOfAMemberIsIgnored() {
    var scene = warm(2, S).submit(1, 2);
    scene.ends(1, 0, Outcome.ANSWERED).ends(1, 0, Outcome.ANSWERED);

    assertThat(scene.world.outcomes()).containsOnlyKeys(1L);
    assertThat(scene.pool(0).running()).isEqualTo(1);
  }

  @Test
  void endOfARunThatEndedIsIgnoredEvenWhenItsPlaceIsUsedAgain() {
    var scene = warm(1, 0).submit(1).ends(1).submit(2).ends(1);

    assertThat(scene.answered(2)).isFalse();
  }

  private static Scene warm(int rows, long delay) {
    return warm(rows, delay, 1);
  }

  private static Scene warm(int rows, long delay, int slots) {
    return Scene.of(function(0).batch(rows, delay).slots(slots).scale(1, 1)).at(0).created();
  }

  private static Scene edf() {
    return Scene.of(function(0).scale(0, 1)).policy(Role.QUEUE, Fakes.EDF);
  }
}
