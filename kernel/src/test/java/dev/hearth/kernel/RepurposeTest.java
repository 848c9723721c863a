package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Instance 1 of function 0 is taken over by function 1. */
class RepurposeTest {
  @Test
  void idleInstanceOfAnotherFunctionIsBoundInsteadOfANewOne() {
    var scene = idle(function(0)).submit(call(2).of(1));

    assertThat(scene.changesOf(1)).last().isEqualTo(new Change.Bind(1));
    assertThat(scene.creates()).containsExactly(1);
  }

  @Test
  void boundInstanceRunsTheOtherFunction() {
    var scene = idle(function(0)).submit(call(2).of(1)).answer(1, Result.DONE);

    assertThat(scene.run(2).instance()).isEqualTo(1);
    assertThat(scene.pool(0).size()).isZero();
    assertThat(scene.pool(1).size()).isEqualTo(1);
  }

  @Test
  void nothingRunsOnAnInstanceWhileItIsBound() {
    var scene = idle(function(0)).submit(call(2).of(1)).submit(3);

    assertThat(scene.runs()).hasSize(1);
    assertThat(scene.creates()).containsExactly(1, 2);
  }

  @Test
  void boundInstanceReservesWhatItsNewFunctionNeeds() {
    var scene = idle(function(0).memory(300)).submit(call(2).of(1)).answer(1, Result.DONE);

    assertThat(scene.charged().memoryBytes()).isEqualTo(100);
  }

  @Test
  void failedBindingEndsTheInstanceAndANewOneStarts() {
    var scene = idle(function(0)).submit(call(2).of(1)).answer(1, new Result.Failed("no"));

    assertThat(scene.destroys()).containsExactly(1);
    assertThat(scene.changesOf(2))
        .containsExactly(new Change.Create(1, function(1).configuration()));
  }

  @Test
  void busyInstanceIsNotBound() {
    var scene = deployed(function(0)).submit(1).created().submit(call(2).of(1));

    assertThat(scene.creates()).containsExactly(1, 2);
  }

  @Test
  void instanceThatCannotGrowIsNotBound() {
    var scene =
        Scene.of(function(0).memory(50), function(1).memory(1_001))
            .policy(Role.WARMTH, Fakes.repurposing(1, 1))
            .submit(1)
            .created()
            .ends(1)
            .submit(call(2).of(1));

    assertThat(scene.changesOf(1)).noneMatch(Change.Bind.class::isInstance);
    assertThat(scene.charged().memoryBytes()).isEqualTo(50);
  }

  @Test
  void minimumOfTheOtherPoolIsNotBound() {
    var scene = deployed(function(0).scale(1, 1)).at(0).created().submit(call(2).of(1));

    assertThat(scene.creates()).containsExactly(1, 2);
  }

  private static Scene deployed(Deployment lender) {
    return Scene.of(lender, function(1)).policy(Role.WARMTH, Fakes.repurposing(1, 1));
  }

  private static Scene idle(Deployment lender) {
    return deployed(lender).submit(1).created().ends(1);
  }
}
