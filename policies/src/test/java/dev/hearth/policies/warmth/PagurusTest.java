package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagurusTest {
  private final Stage stage =
      new Stage(
          Resources.of(8_000, 16L << 30),
          Stage.whole(
              "pagurus", Map.of("renters", "1", "similarity", "f0~f2=1", "otherwise", "0")));

  @BeforeEach
  void leaveAnInstanceOfTheFirstFunctionIdle() {
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(1000, 256, 1));
    }
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
  }

  @Test
  void nothingIsLentBeforeTheInstanceIsBeyondNeed() {
    stage.advance(9 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).isEmpty();
  }

  @Test
  void anInstanceBeyondNeedIsPreparedForSimilarFunctions() {
    stage.advance(11 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).containsExactly(new Change.Prepare(List.of(2)));
  }

  @Test
  void aRenterTakesTheLenderOver() {
    stage.advance(11 * Stage.SECOND);
    stage.submit(2);
    assertThat(stage.told(Change.Bind.class)).containsExactly(new Change.Bind(2));
    assertThat(stage.told(Change.Create.class)).hasSize(1);
  }

  @Test
  void aFunctionTheLenderIsNotPreparedForStartsAnew() {
    stage.advance(11 * Stage.SECOND);
    stage.submit(1);
    assertThat(stage.told(Change.Bind.class)).isEmpty();
    assertThat(stage.told(Change.Create.class)).hasSize(2);
  }

  @Test
  void aRentedInstanceIsNotLentAgain() {
    stage.advance(11 * Stage.SECOND);
    stage.serve(2, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(30 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).hasSize(1);
    assertThat(stage.kernel.view().poolOf(2).idle()).isEqualTo(1);
  }

  @Test
  void aRentedInstanceGoesBeforeAnExecutantAndALender() {
    stage.advance(11 * Stage.SECOND);
    stage.serve(2, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(39 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(2).size()).isEqualTo(1);
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(2).size()).isZero();
  }

  @Test
  void aLenderStaysLongerThanAnExecutant() {
    stage.serve(1, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(100 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    assertThat(stage.kernel.view().poolOf(1).size()).isZero();
    stage.advance(40 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
  }

  @Test
  void whatTheFunctionNeedsItselfIsNotLent() {
    var first = submitAndStart();
    var second = submitAndStart();
    stage.advance(60 * Stage.SECOND);
    stage.end(first);
    stage.end(second);
    stage.advance(15 * Stage.SECOND);
    assertThat(stage.told(Change.Prepare.class)).isEmpty();
  }

  private Stage.Ran submitAndStart() {
    stage.submit(0);
    stage.tick();
    return stage.lastRun();
  }

  /**
   * Two in hand for one window of 60 s: the mean is 2 (1 - 1/e) = 1.264, and P(X <= 3) = 0.961 is
   * the first of its distribution to reach 0.95. Sixty idle seconds later it is 0.465: 2.
   */
  @Test
  void theNeedIsAQuantileOfTheConcurrencySeen() {
    var pool = new FakePool(0);
    var need = new Need();
    pool.running = 2;
    assertThat(need.of(pool, 60 * Stage.SECOND, 60 * Stage.SECOND, 0.95)).isEqualTo(3);
    pool.integrate(60 * Stage.SECOND);
    pool.running = 0;
    assertThat(need.of(pool, 120 * Stage.SECOND, 60 * Stage.SECOND, 0.95)).isEqualTo(2);
  }

  /** Weights 0.9 and 0.1: of a thousand first draws about nine hundred are the likely one. */
  @Test
  void rentersAreDrawnInProportionToSimilarity() {
    var view = new FakeView();
    for (int function = 0; function < 3; function++) {
      view.pool(function);
    }
    var similarity = new Similarity(Map.of("f0", Map.of("f1", 0.9, "f2", 0.1)), 0);
    var random = new SplittableRandom(3);
    int likely = 0;
    for (int i = 0; i < 1_000; i++) {
      likely +=
          similarity.draw(1, view.pools.get(0), List.of(), view, random).getFirst() == 1 ? 1 : 0;
    }
    assertThat(likely).isBetween(860, 940);
  }
}
