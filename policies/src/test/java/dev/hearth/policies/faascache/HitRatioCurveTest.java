package dev.hearth.policies.faascache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HitRatioCurveTest {
  private static final int A = 0;
  private static final int B = 1;
  private static final int C = 2;

  private final HitRatioCurve curve = new HitRatioCurve(1);

  /** The paper's sequence A B C B C A, with sizes 1, 2 and 4. */
  private void abcbca() {
    assertThat(curve.invoked(A, 1)).isEqualTo(-1);
    assertThat(curve.invoked(B, 2)).isEqualTo(-1);
    assertThat(curve.invoked(C, 4)).isEqualTo(-1);
    assertThat(curve.invoked(B, 2)).isEqualTo(4 + 2);
    assertThat(curve.invoked(C, 4)).isEqualTo(2 + 4);
    assertThat(curve.invoked(A, 1)).isEqualTo(2 + 4 + 1);
  }

  @Test
  void aReuseDistanceIsTheMemoryOfTheDistinctFunctionsSince() {
    abcbca();
    assertThat(curve.invocations()).isEqualTo(6);
  }

  @Test
  void theHitRatioIsTheShareOfDistancesThatFit() {
    abcbca();
    assertThat(curve.hitRatio(5)).isZero();
    assertThat(curve.hitRatio(6)).isCloseTo(2.0 / 6, within(1e-12));
    assertThat(curve.hitRatio(7)).isCloseTo(3.0 / 6, within(1e-12));
  }

  @Test
  void memoryForAHitRatioIsTheLeastThatHasIt() {
    abcbca();
    assertThat(curve.memoryFor(0)).isZero();
    assertThat(curve.memoryFor(0.3)).isEqualTo(6);
    assertThat(curve.memoryFor(0.5)).isEqualTo(7);
    assertThat(curve.memoryFor(0.6)).isEqualTo(-1);
  }

  @Test
  void itIsExactForLeastRecentlyUsedOfEqualSizes() {
    var random = new SplittableRandom(3);
    var cached = new LinkedHashMap<Integer, Boolean>(16, 0.75f, true);
    int hits = 0;
    for (int i = 0; i < 20_000; i++) {
      int function = (int) (100 * random.nextDouble() * random.nextDouble());
      hits += cached.put(function, true) == null ? 0 : 1;
      if (cached.size() > 20) {
        cached.remove(cached.keySet().iterator().next());
      }
      curve.invoked(function, 256);
    }
    assertThat(curve.hitRatio(20 * 256)).isCloseTo(hits / 20_000.0, within(1e-12));
  }

  private final MemoryController controller =
      new MemoryController(new MemoryController.Config(1, 0.3, 0.5, 0.5, 2, 100), 50);

  @Test
  void withinTheDeadBandTheMemoryStays() {
    abcbca();
    assertThat(controller.after(2, 1.2, curve)).isEqualTo(50);
  }

  /** λ = 2: met by 1 - 1/2 = 0.5, and 0.5 · (0.6 - 1) / 2 = -0.1 as there were too few misses. */
  @Test
  void tooFewMissesGiveMemoryBack() {
    abcbca();
    assertThat(controller.after(2, 0.6, curve)).isEqualTo(curve.memoryFor(0.4)).isEqualTo(7);
    assertThat(controller.after(2, 0, curve)).isEqualTo(curve.memoryFor(0.25)).isEqualTo(6);
  }

  /** 0.5 + 0.5 · (1.8 - 1) / 2 = 0.7, which no memory reaches. */
  @Test
  void missesThatNoMemoryCouldAvoidTakeTheMost() {
    abcbca();
    assertThat(controller.after(2, 1.8, curve)).isEqualTo(100);
  }

  @Test
  void fewerArrivalsThanMissesWantedNeedTheLeast() {
    abcbca();
    assertThat(controller.after(0.5, 0.2, curve)).isEqualTo(2);
  }
}
