package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What instances hold of the node, and who goes when there is too little. */
class MemoryTest {
  @Test
  void startingInstanceIsCharged() {
    var scene = Scene.of(function(0).memory(300)).submit(1);

    assertThat(scene.charged()).isEqualTo(Resources.of(1_000, 300));
  }

  @Test
  void failedStartIsChargedNoMore() {
    var scene = Scene.of(function(0).memory(300)).submit(1).startFails("no disk");

    assertThat(scene.charged()).isEqualTo(Resources.NONE);
  }

  @Test
  void memoryOfAStoppedInstanceComesBackOnlyWhenItIsDestroyed() {
    var scene = Scene.of(function(0).memory(300)).submit(1).created().ends(1).at(60 * S);
    assertThat(scene.destroys()).containsExactly(1);
    assertThat(scene.charged().memoryBytes()).isEqualTo(300);

    assertThat(scene.destroyed().charged()).isEqualTo(Resources.NONE);
  }

  @Test
  void functionThatCanNeverFitIsRefusedAtOnce() {
    var scene = Scene.of(function(0).memory(501)).memory(500).submit(1);

    assertThat(scene.outcome(1)).extracting("reason").isEqualTo(Outcome.Refusal.NO_CAPACITY);
    assertThat(scene.creates()).isEmpty();
  }

  @Test
  void idleInstanceUsedLeastRecentlyGoesForOneThatIsNeeded() {
    var scene = twoIdleAndFull().submit(call(3).of(2));

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void nextIdleInstanceGoesWhenTheFirstWasNotEnough() {
    var scene = twoIdleAndFull().submit(call(3).of(2)).submit(call(4).of(2)).destroyed();

    assertThat(scene.destroys()).containsExactly(1, 2);
  }

  @Test
  void neededInstanceStartsWhenTheMemoryCameBack() {
    var scene = twoIdleAndFull().submit(call(3).of(2));
    assertThat(scene.creates()).containsExactly(1, 2);

    assertThat(scene.destroyed().changesOf(3)).first().isInstanceOf(Change.Create.class);
  }

  @Test
  void starvedPoolSaysSo() {
    var scene = twoIdleAndFull().submit(call(3).of(2));

    assertThat(scene.pool(2).starved()).isEqualTo(1);
  }

  @Test
  void busyInstancesAreNoVictims() {
    var scene =
        Scene.of(function(0).memory(500), function(1).memory(500), function(2).memory(500))
            .memory(1_000)
            .submit(1)
            .submit(call(2).of(1))
            .created()
            .submit(call(3).of(2));

    assertThat(scene.destroys()).isEmpty();
  }

  @Test
  void busyInstanceGoesForAStarvedPoolOnceItIdles() {
    var scene =
        Scene.of(function(0).memory(500), function(1).memory(600))
            .memory(1_000)
            .submit(1)
            .created()
            .submit(call(2).of(1));
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.ends(1).destroys()).containsExactly(1);
  }

  @Test
  void minimumOfAnotherPoolIsNoVictim() {
    var scene =
        Scene.of(function(0).memory(500).scale(1, 2), function(1).memory(600))
            .memory(1_000)
            .at(0)
            .created()
            .submit(call(1).of(1));

    assertThat(scene.destroys()).isEmpty();
    assertThat(scene.answered(1)).isFalse();
  }

  @Test
  void victimsOfThePolicyGoInItsOrder() {
    WarmthPolicy youngestFirst =
        new WarmthPolicy() {
          @Override
          public long keepUntil(long now, InstanceView instance, View view) {
            return Long.MAX_VALUE;
          }

          @Override
          public java.util.List<Integer> victims(long now, Resources needed, View view) {
            return java.util.List.of(99, 2, 1);
          }
        };
    var scene = twoIdleAndFull(youngestFirst).submit(call(3).of(2));

    assertThat(scene.destroys()).containsExactly(2);
  }

  @Test
  void measuredPeakAboveTheReservationIsCharged() {
    var scene = Scene.of(function(0).memory(300)).submit(1).createdUsing(450);

    assertThat(scene.charged().memoryBytes()).isEqualTo(450);
  }

  @Test
  void overrunBeyondTheNodeEvictsIdleInstances() {
    var scene = twoIdleAndFull().submit(3).uses(1, 600);

    assertThat(scene.run(3).instance()).isEqualTo(1);
    assertThat(scene.destroys()).containsExactly(2);
  }

  @Test
  void overrunEvictsIdleInstancesOfTheSameFunctionToo() {
    var scene =
        Scene.of(function(0).memory(500)).memory(1_000).submit(1, 2).created().ends(2).uses(1, 600);

    assertThat(scene.destroys()).containsExactly(2);
  }

  @Test
  void overrunEvictsNoMoreThanWhatIsMissingCountingWhatVictimsReallyHold() {
    var scene =
        Scene.of(function(0).memory(200), function(1).memory(100), function(2).memory(100))
            .memory(1_000)
            .submit(1)
            .submit(call(2).of(1))
            .submit(call(3).of(2))
            .created()
            .uses(2, 600)
            .ends(2)
            .ends(3)
            .uses(1, 700);

    assertThat(scene.destroys()).containsExactly(2);
  }

  @Test
  void overrunOfTheOnlyInstanceLeavesIt() {
    var scene = Scene.of(function(0).memory(500)).memory(1_000).submit(1).createdUsing(1_500);

    assertThat(scene.ends(1).outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.destroys()).isEmpty();
  }

  @Test
  void failedDestroyIsAskedAgain() {
    var scene = stopping().answer(1, new Result.Failed("busy"));

    assertThat(scene.destroys()).containsExactly(1, 1);
    assertThat(scene.charged().memoryBytes()).isEqualTo(300);
  }

  @Test
  void destroyWithoutAnAnswerIsAskedAgain() {
    var scene = stopping().at(180 * S);

    assertThat(scene.destroys()).containsExactly(1, 1);
  }

  @Test
  void destroyIsAskedFiveTimesAtMost() {
    var scene = stopping().at(3_600 * S);

    assertThat(scene.destroys()).hasSize(5);
  }

  @Test
  void memoryOfAnInstanceThatNeverEndsStaysCharged() {
    var scene = stopping().at(3_600 * S);
    assertThat(scene.charged().memoryBytes()).isEqualTo(300);

    assertThat(scene.destroyed().charged()).isEqualTo(Resources.NONE);
  }

  private static Scene stopping() {
    return Scene.of(function(0).memory(300)).submit(1).created().ends(1).at(60 * S);
  }

  private static Scene twoIdleAndFull() {
    return twoIdleAndFull(Fakes.KEEP_FOREVER);
  }

  private static Scene twoIdleAndFull(WarmthPolicy warmth) {
    return Scene.of(function(0).memory(500), function(1).memory(500), function(2).memory(500))
        .memory(1_000)
        .policy(Role.WARMTH, warmth)
        .submit(1)
        .created()
        .at(S)
        .ends(1)
        .submit(call(2).of(1))
        .created()
        .at(2 * S)
        .ends(2);
  }
}
