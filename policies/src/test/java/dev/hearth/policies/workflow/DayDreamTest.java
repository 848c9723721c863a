package dev.hearth.policies.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.WarmthPolicy.Origin;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DayDreamTest {
  private static final int STEM = 2;
  private static final Configuration USUAL = FakeInstance.configuration(1, 1);

  private final FakeView view = new FakeView();
  private final FakePool stem;
  private final DayDream dayDream = dayDream(Map.of("count", "0.6", "stem-cell", "f2"));
  private final Told told = new Told(dayDream, view);

  DayDreamTest() {
    view.pool(0);
    view.pool(1);
    stem = view.pool(STEM);
  }

  private static DayDream dayDream(Map<String, String> set) {
    return (DayDream)
        DayDream.SUITE
            .factory()
            .create(new TreeMap<>(set), new Suite.Context(new SplittableRandom(1)));
  }

  /** Ten components, each ending after so long; the last leads to the next phase. */
  private void phase(double at, int caller, int function, double exec) {
    for (int i = 0; i < 10; i++) {
      told.call(at, caller, function);
    }
    wake();
    for (int i = 0; i < 10; i++) {
      told.ended(at + exec, function, exec);
    }
  }

  private java.util.List<Proposal> wake() {
    return dayDream.nextWake() == Long.MAX_VALUE
        ? java.util.List.of()
        : dayDream.wake(dayDream.nextWake(), view);
  }

  /** The greatest shape where all are equal, so its 0.6 quantile is the number itself. */
  @Test
  void asManyStemCellsStartAsTheNextPhaseMayNeed() {
    for (int i = 0; i < 10; i++) {
      told.root(0, 0);
    }
    assertThat(wake()).containsExactly(new Proposal.Start(STEM, USUAL, 10));
  }

  @Test
  void aPhaseThatNeverLedOnHasNoneAfterIt() {
    phase(0, Invocation.NO_CALLER, 0, 5);
    phase(5, 0, 1, 5);
    phase(100, Invocation.NO_CALLER, 0, 5);
    for (int i = 0; i < 10; i++) {
      told.call(105, 0, 1);
    }
    assertThat(dayDream.nextWake()).isEqualTo(Long.MAX_VALUE);
  }

  /**
   * Phases of 5 s, starts of 1 s: ready half a start early is 3.5 s after the phase's beginning.
   */
  @Test
  void stemCellsStartInTimeForTheShortestPhase() {
    told.ready(0, STEM, 1);
    phase(0, Invocation.NO_CALLER, 0, 5);
    phase(5, 0, 1, 5);
    told.root(100, 0);
    dayDream.wake(dayDream.nextWake(), view);
    assertThat(dayDream.nextWake()).isEqualTo(Told.nanos(103.5));
  }

  @Test
  void aStartTakesAStemCellAndWhereNoneIsIdleBeginsAnew() {
    told.root(0, 0);
    assertThat(dayDream.origin(0, view.pools.get(0), view)).isEqualTo(Origin.FRESH);
    stem.instances.add(new FakeInstance(7, STEM));
    assertThat(dayDream.origin(0, view.pools.get(0), view)).isEqualTo(new Origin.Repurpose(7));
    stem.instances.getFirst().idle = false;
    assertThat(dayDream.origin(0, view.pools.get(0), view)).isEqualTo(Origin.FRESH);
  }

  /**
   * Half a phase long: 1/2 + 1/2 on the high class, 1/2 + 1/2 · 0.4/0.6 = 0.83 on the low. Nine
   * tenths: 1 against 1/2 · 0.9/0.6 + 0.33 = 1.08.
   */
  @Test
  void aComponentThatHoldsNobodyUpRunsOnTheLowClass() {
    var config = new DayDream.Config("stem-cell", "drawn", 0.5, "low", 0.6, 0.4, 0.1, 0, 0);
    assertThat(config.prefersLow(5, 10)).isTrue();
    assertThat(config.prefersLow(9, 10)).isFalse();
  }

  @Test
  void aShortComponentTakesAStemCellOfTheLowClass() {
    phase(0, Invocation.NO_CALLER, 0, 5);
    told.call(5, 0, 1);
    told.ended(6, 1, 1);
    told.root(100, 0);
    stem.instances.add(new FakeInstance(7, STEM));
    stem.instances.add(new FakeInstance(8, STEM, USUAL.on("low")));
    assertThat(dayDream.origin(0, view.pools.get(1), view)).isEqualTo(new Origin.Repurpose(8));
    assertThat(dayDream.origin(0, view.pools.get(0), view)).isEqualTo(new Origin.Repurpose(7));
  }

  @Test
  void aFittedDistributionIsTheOneTheNumbersAreFrom() {
    var truth = new Weibull(1.7, 40);
    var samples = new long[500];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.round(1_000 * truth.quantile((i + 0.5) / samples.length));
    }
    var fitted = Weibull.fit(samples);
    assertThat(fitted.shape()).isCloseTo(1.7, within(0.02));
    assertThat(fitted.scale()).isCloseTo(40_000, within(100.0));
  }

  /** The median of a Weibull distribution is scale · (ln 2)^(1 / shape). */
  @Test
  void quantilesFollowTheFormula() {
    assertThat(new Weibull(2, 10).quantile(0.5)).isCloseTo(8.3255, within(1e-4));
  }

  @Test
  void withoutStemCellsNothingIsStarted() {
    var without = dayDream(Map.of());
    var also = new Told(without, view);
    also.root(0, 0);
    assertThat(without.wake(without.nextWake(), view)).isEmpty();
  }
}
