package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtollTest {
  private static final Atoll.Config DEFAULTS =
      new Atoll.Config(100 * Stage.MILLI, 0.3, 0.99, 0.3, 0.05, 0.1);

  private static final Resources ROOMY = Resources.of(64_000, 64L << 30);

  private Stage stage(Resources capacity) {
    var stage = new Stage(capacity, PolicyChoice.DEFAULTS);
    stage.deploy(
        0,
        Stage.configuration(1000, 256, 1),
        new Objective(Stage.SECOND, 99),
        Stage.whole("atoll", Map.of()));
    return stage;
  }

  /** Computed by summing e^-m m^k / k! by hand. */
  @ParameterizedTest
  @CsvSource({"1,0.5,1", "1,0.99,4", "2,0.99,6", "10,0.99,18", "0,0.99,0"})
  void quantilesOfThePoissonDistribution(double mean, double probability, int quantile) {
    assertThat(PoissonQuantile.of(mean, probability)).isEqualTo(quantile);
  }

  @Test
  void theLeastSlackGoesFirst() {
    var atoll = new Atoll(DEFAULTS, new SplittableRandom(1));
    var tight = new FakePool(0);
    tight.objective = new Objective(100, 99);
    assertThat(atoll.rank(50, FakeInvocation.at(50, 10_000), tight)).isEqualTo(150);
    assertThat(atoll.rank(50, FakeInvocation.at(0, 120), tight)).isEqualTo(100);
  }

  @Test
  void instancesAreAllocatedAheadOfThePoissonQuantile() {
    var stage = stage(ROOMY);
    for (int i = 0; i < 100; i++) {
      stage.submit(0);
      var ran = stage.lastRun();
      stage.advance(100 * Stage.MILLI);
      stage.end(ran);
    }
    var pool = stage.kernel.view().poolOf(0);
    assertThat(pool.running()).isZero();
    assertThat(pool.ready()).isEqualTo(PoissonQuantile.of(1, 0.99));
  }

  @Test
  void aGrowingQueueMovesInvocationsToAnotherNodeByLottery() {
    var stage = stage(Resources.of(1_000, 1L << 30));
    stage.kernel.node(0, new NodeState(1, true, ROOMY, ROOMY, 0));
    for (int i = 0; i < 60; i++) {
      stage.submit(0);
      stage.advance(100 * Stage.MILLI);
      if (i % 8 == 7) {
        stage.end(stage.lastRun());
      }
    }
    assertThat(stage.sent)
        .filteredOn(sent -> sent.message() instanceof Message.Forward)
        .isNotEmpty()
        .allSatisfy(sent -> assertThat(sent.node()).isEqualTo(1));
    assertThat(stage.runs.size()).isGreaterThan(1);
  }

  @Test
  void withoutDelayEverythingStaysHere() {
    var stage = stage(ROOMY);
    stage.kernel.node(0, new NodeState(1, true, ROOMY, ROOMY, 0));
    for (int i = 0; i < 60; i++) {
      stage.submit(0);
      var ran = stage.lastRun();
      stage.advance(100 * Stage.MILLI);
      stage.end(ran);
    }
    assertThat(stage.sent).isEmpty();
  }

  /** Ten a second for 100 ms each, of which the other node gets 0.1 of 1.1 at first. */
  @Test
  void anotherNodeIsAskedForInstancesBeforeItGetsInvocations() {
    var stage = stage(Resources.of(1_000, 1L << 30));
    stage.kernel.node(0, new NodeState(1, true, ROOMY, ROOMY, 0));
    for (int i = 0; i < 60; i++) {
      stage.submit(0);
      stage.advance(100 * Stage.MILLI);
      if (i % 8 == 7) {
        stage.end(stage.lastRun());
      }
    }
    assertThat(stage.sent.getFirst().message()).isInstanceOf(Message.Ask.class);
    assertThat(stage.sent.getFirst().node()).isEqualTo(1);
  }

  @Test
  void whatIsNotExpectedAnyMoreStaysUntilMemoryIsShort() {
    var stage = stage(Resources.of(64_000, 1L << 30));
    stage.deploy(
        1, Stage.configuration(1000, 512, 1), Objective.NONE, Stage.whole("atoll", Map.of()));
    for (int i = 0; i < 4; i++) {
      stage.submit(0);
    }
    stage.runs.forEach(stage::end);
    stage.advance(3_600 * Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).idle()).isEqualTo(4);
    stage.submit(1);
    assertThat(stage.kernel.view().poolOf(0).idle()).isEqualTo(2);
    assertThat(stage.lastRun().rows()).isEqualTo(1);
  }

  /** Each counted as 0.3 · 10 a second would be a load of 180; two are no more than 2. */
  @Test
  void oneInvocationOfAMinuteIsNotTakenForMany() {
    var stage = stage(ROOMY);
    stage.serve(0, 60 * Stage.SECOND, Usage.UNKNOWN);
    stage.serve(0, 60 * Stage.SECOND, Usage.UNKNOWN);
    assertThat(stage.kernel.view().poolOf(0).size())
        .isLessThanOrEqualTo(PoissonQuantile.of(2, 0.99));
  }

  @Test
  void itIsNotWokenWithoutArrivals() {
    var stage = stage(ROOMY);
    stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.advance(Stage.SECOND);
    assertThat(stage.kernel.nextWake()).isGreaterThan(stage.now + 3_600 * Stage.SECOND);
  }
}
