package dev.hearth.policies.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.fake.FakeView;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KrakenTest {
  private final FakeView view = new FakeView();
  private final Kraken kraken = kraken("learned");
  private final Told told = new Told(kraken, view);

  private static Kraken kraken(String weights) {
    return (Kraken)
        Kraken.SUITE
            .factory()
            .create(
                new TreeMap<>(Map.of("forgetting", "0", "interval", "1s", "weights", weights)),
                new Suite.Context(new SplittableRandom(1)));
  }

  @BeforeEach
  void threeFunctionsWithAnObjectiveOfOneSecond() {
    for (int function = 0; function < 3; function++) {
      view.pool(function).objective = new Objective(Told.SECOND, 99);
    }
  }

  /** Twenty workflows in a second: 0 and then 1 in fifteen of them, 2 in five; 200 ms each. */
  private static void second(Told to) {
    for (int i = 0; i < 20; i++) {
      int branch = i % 4 == 0 ? 2 : 1;
      to.root(0.04 * i, 0);
      to.ended(0.04 * i, 0, 0.2);
      to.call(0.04 * i, 0, branch);
      to.ended(0.04 * i, branch, 0.2);
    }
    to.ready(0.9, 1, 2);
  }

  private int desired(Kraken of, int function) {
    return of.desired(Told.SECOND, view.pools.get(function));
  }

  /**
   * Two paths, half of them through each branch; two of three functions come after the root.
   *
   * <pre>weight(1) = min(1, 0.75 · 1.5) = 1    weight(2) = 0.25 · 1.5 = 0.375</pre>
   */
  @Test
  void probabilityIsRaisedByCommonalityAndConnectivity() {
    var graph = new CallGraph(0);
    for (int i = 0; i < 4; i++) {
      graph.ended(0, 1, 1);
      graph.called(0, i == 0 ? 2 : 1);
    }
    var reach = Reach.of(graph, 0);
    var weights = new GraphWeights(List.of(reach));
    assertThat(weights.commonality(0)).isEqualTo(1);
    assertThat(weights.commonality(2)).isEqualTo(0.5);
    assertThat(weights.connectivity(0)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(weights.connectivity(2)).isZero();
    int two = reach.function(1) == 2 ? 1 : 2;
    assertThat(weights.of(reach, two)).isCloseTo(0.375, within(1e-12));
    assertThat(weights.of(reach, 3 - two)).isEqualTo(1);
  }

  /**
   * Slack 0.8 s, batch 4: {@code ceil(20 · 1 · 0.8 / 4) = 4} for 0 and 1, {@code ceil(20 · 0.375 ·
   * 0.8 / 4) = 2} for 2.
   */
  @Test
  void containersFollowTheWeightedLoad() {
    second(told);
    assertThat(kraken.nextWake()).isEqualTo(Told.SECOND);
    kraken.wake(Told.SECOND, view);
    assertThat(kraken.batch(view.pools.get(0))).isEqualTo(4);
    assertThat(desired(kraken, 0)).isEqualTo(4);
    assertThat(desired(kraken, 1)).isEqualTo(4);
    assertThat(desired(kraken, 2)).isEqualTo(2);
  }

  @Test
  void withEqualWeightsEveryFunctionGetsTheWholeLoad() {
    var equal = kraken("equal");
    second(new Told(equal, view));
    equal.wake(Told.SECOND, view);
    assertThat(desired(equal, 2)).isEqualTo(4);
  }

  /** Six wait 6 · 0.2 / 2 = 0.6 s for two containers, ten wait 2 s for one: as long as a start. */
  @Test
  void containersAreAddedWhenWaitingTakesAsLongAsAStart() {
    second(told);
    var pool = view.pools.get(1);
    pool.starting = 2;
    pool.queued = 6;
    assertThat(kraken.desired(Told.SECOND, pool)).isEqualTo(2);
    pool.starting = 1;
    pool.queued = 10;
    assertThat(kraken.desired(Told.SECOND, pool)).isEqualTo(3);
  }

  @Test
  void loadThatIsNoMoreWantsNoContainers() {
    second(told);
    long now = Told.SECOND;
    while (kraken.nextWake() != Long.MAX_VALUE) {
      now = kraken.nextWake();
      kraken.wake(now, view);
      assertThat(now).isLessThan(100 * Told.SECOND);
    }
    assertThat(desired(kraken, 0)).isZero();
  }
}
