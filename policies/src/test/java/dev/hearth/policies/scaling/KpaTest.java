package dev.hearth.policies.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All but the last with a goal of 10 · 70 % = 7 invocations an instance; times in seconds. */
class KpaTest {
  private static final long SECOND = 1_000_000_000L;

  private final FakeView view = new FakeView();
  private final FakePool pool = view.pool(0);
  private Kpa kpa = kpa(200, 1_000);

  private static Kpa kpa(double panicThreshold, double scaleUpRate) {
    return new Kpa(new Kpa.Config(10, 70, 60, 10, panicThreshold, scaleUpRate, 2, 30 * SECOND));
  }

  private void ready(int instances) {
    pool.instances.clear();
    for (int i = 0; i < instances; i++) {
      pool.instances.add(new FakeInstance(i, 0));
    }
  }

  /** From this second on so many invocations are in hand. */
  private void load(int second, int invocations) {
    at(second);
    pool.integrate(second * SECOND);
    pool.running = invocations;
    at(second);
  }

  /** What is desired at this second, after every wake up to it. */
  private int at(int second) {
    while (kpa.nextWake() <= second * SECOND) {
      kpa.wake(kpa.nextWake(), view);
    }
    return kpa.desired(second * SECOND, pool);
  }

  @Test
  void aPoolThatNothingComesToIsNotWoken() {
    assertThat(at(0)).isZero();
    assertThat(kpa.nextWake()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fromZeroAnArrivalWantsOneInstanceAtOnce() {
    pool.queued = 1;
    assertThat(at(0)).isEqualTo(1);
    assertThat(kpa.nextWake()).isEqualTo(SECOND);
  }

  @Test
  void aStepMovesTheStableAverageSlowly() {
    ready(4);
    load(0, 25);
    load(60, 40);
    // 25 / 7 = 3.6
    assertThat(at(60)).isEqualTo(4);
    // (50·25 + 10·40) / 60 = 27.5; / 7 = 3.9. Panic needs 40 / 7 = 6 of 4, which is below 200 %.
    assertThat(at(70)).isEqualTo(4);
    // (30·25 + 30·40) / 60 = 32.5; / 7 = 4.6
    assertThat(at(90)).isEqualTo(5);
    // 40 / 7 = 5.7
    assertThat(at(120)).isEqualTo(6);
  }

  /** 14 in hand on 2 instances, five times that from the 60th second on. */
  private void burst() {
    ready(2);
    load(0, 14);
    load(60, 70);
  }

  @Test
  void panicAbsorbsABurstWithinItsWindow() {
    burst();
    assertThat(at(60)).isEqualTo(2);
    // panic: (4·14 + 2·70) / 6 = 32.7; / 7 = 4.7; 5 of 2 are 250 %
    assertThat(at(62)).isEqualTo(5);
    // (2·14 + 4·70) / 6 = 51.3; / 7 = 7.3
    assertThat(at(64)).isEqualTo(8);
    // 70 / 7
    assertThat(at(66)).isEqualTo(10);
  }

  @Test
  void withoutPanicTheSameBurstIsHardlySeen() {
    kpa = kpa(1_000, 1_000);
    burst();
    // (54·14 + 6·70) / 60 = 19.6; / 7 = 2.8
    assertThat(at(66)).isEqualTo(3);
  }

  /** The burst ends once ten instances are there. */
  private void calmAfterTheBurst() {
    burst();
    at(66);
    ready(10);
    load(66, 0);
  }

  @Test
  void nothingIsGivenBackInPanic() {
    calmAfterTheBurst();
    // Over the threshold last at 66, so panic ends once more than 60 s have passed since.
    assertThat(at(126)).isEqualTo(10);
    assertThat(at(128)).isLessThan(10);
  }

  @Test
  void atMostHalfOfWhatIsReadyGoesAtATime() {
    calmAfterTheBurst();
    assertThat(at(128)).isEqualTo(5);
    ready(5);
    assertThat(at(130)).isEqualTo(2);
    ready(2);
    assertThat(at(132)).isEqualTo(1);
  }

  @Test
  void noMoreComeThanTheScaleUpRateAllows() {
    kpa = kpa(200, 2);
    ready(3);
    load(0, 700);
    // 700 / 7 = 100 are needed, 2 · 3 allowed
    assertThat(at(2)).isEqualTo(6);
  }

  @Test
  void zeroComesOnlyAfterWindowAndGrace() {
    ready(1);
    load(0, 7);
    load(10, 0);
    // The window is empty at 10 + 60, the grace over at 70 + 30.
    assertThat(at(99)).isEqualTo(1);
    assertThat(at(100)).isZero();
    ready(0);
    at(102);
    assertThat(kpa.nextWake()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whileThereAreInstancesItSeesWhatComes() {
    ready(3);
    load(0, 7);
    load(10, 0);
    assertThat(at(100)).isZero();
    load(200, 42);
    // 42 / 7; panic, for that is 200 % of 3
    assertThat(at(206)).isEqualTo(6);
  }

  @Test
  void anInstanceThatOthersStartedWakesIt() {
    ready(1);
    kpa.observe(new Event.Ready(0, pool.instances.getFirst(), 1), view);
    assertThat(kpa.nextWake()).isEqualTo(SECOND);
    assertThat(at(0)).isZero();
  }

  @Test
  void anArrivalInTheGraceBeginsItAnew() {
    ready(1);
    load(0, 7);
    load(10, 0);
    load(90, 7);
    load(91, 0);
    // 91 lies in the window until 151, seen at 152, and 152 + 30 = 182
    assertThat(at(181)).isEqualTo(1);
    assertThat(at(182)).isZero();
  }

  @Test
  void afterZeroAnArrivalBeginsANewHistory() {
    load(0, 7);
    load(10, 0);
    at(1_000);
    ready(2);
    load(1_001, 21);
    // 21 / 7, not thinned by the silence before
    assertThat(at(1_003)).isEqualTo(3);
  }

  @Test
  void aWindowOutOfRangeIsRefused() {
    var choice = PolicyChoice.DEFAULTS.with(Role.SCALING, "kpa", Map.of("window", "5s"));
    assertThatThrownBy(() -> new Registry().check(choice, Suite.Scope.POOL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window must be from 6s to 1h, not 5s");
  }

  /** On a real kernel, with one invocation an instance, so a goal of 0.7, and keep-alive 30 s. */
  @Test
  void aPoolGrowsFromZeroAndReturnsToZero() {
    var choice =
        PolicyChoice.DEFAULTS
            .with(Role.SCALING, "kpa", Map.of())
            .with(Role.WARMTH, "fixed", Map.of());
    var capacity = Resources.of(64_000, 64L << 30);
    var stage = new Stage(capacity, PolicyChoice.DEFAULTS);
    stage.deploy(0, Stage.configuration(1_000, 256, 1), Objective.NONE, choice);
    var live = stage.kernel.view().poolOf(0);
    for (int i = 0; i < 5; i++) {
      stage.submit(0);
    }
    assertThat(live.size()).isEqualTo(1);
    stage.advance(2 * SECOND);
    // 5 / 0.7 = 7.1
    assertThat(live.size()).isEqualTo(8);
    assertThat(live.running()).isEqualTo(5);
    stage.advance(8 * SECOND);
    stage.runs.forEach(stage::end);
    // Panic began at 2 and holds all, also past their keep-alive, until 64.
    stage.advance(53 * SECOND);
    assertThat(live.size()).isEqualTo(8);
    // 4, 2 and 1 are desired at 64, 66 and 68; the window is empty at 70, the grace over at 100.
    stage.advance(36 * SECOND);
    assertThat(live.size()).isEqualTo(1);
    stage.advance(3 * SECOND);
    assertThat(live.size()).isZero();
    assertThat(stage.kernel.nextWake()).isEqualTo(Long.MAX_VALUE);
  }
}
