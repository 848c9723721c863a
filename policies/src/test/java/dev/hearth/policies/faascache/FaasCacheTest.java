package dev.hearth.policies.faascache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaasCacheTest {
  private static final Resources ONE_BYTE = Resources.of(0, 1);

  private Priorities priorities = new Priorities(true);

  private static FakeInstance instance(int id, int function, int mebibytes) {
    Configuration configuration = Stage.configuration(0, mebibytes, 1);
    return new FakeInstance(id, function, configuration);
  }

  private FakeInstance ready(int id, int function, int mebibytes, double startSeconds, int used) {
    var instance = instance(id, function, mebibytes);
    priorities.ready(instance, (long) (startSeconds * 1e9));
    for (int i = 0; i < used; i++) {
      priorities.used(instance, 1);
    }
    priorities.idle(instance);
    return instance;
  }

  private int next() {
    return priorities.least(ONE_BYTE, _ -> true).getFirst();
  }

  /**
   * The paper's formula, worked by hand: priorities 0 + 3 · 2 s / 1 GiB = 6, 0 + 2 · 2 / 2 = 2 and
   * 0 + 1 · 1.5 / 0.5 = 3, so the second goes and the clock is 2. A new one has 2 + 1 · 1 / 1 = 3.5
   * with half a second more; the third, used again, 2 + 2 · 1.5 / 0.5 = 8.
   */
  @Test
  void theLeastPriorityGoesAndTheClockMovesToIt() {
    ready(1, 1, 1024, 2, 3);
    ready(2, 2, 2048, 2, 2);
    var third = ready(3, 3, 512, 1.5, 1);
    assertThat(priorities.least(Resources.of(0, 8L << 30), _ -> true)).containsExactly(2, 3, 1);

    priorities.gone(2);
    assertThat(priorities.clock()).isCloseTo(2, within(1e-12));

    ready(4, 4, 1024, 1.5, 1);
    priorities.used(third, 1);
    priorities.idle(third);
    assertThat(priorities.least(Resources.of(0, 8L << 30), _ -> true)).containsExactly(4, 1, 3);
  }

  @Test
  void anInstanceThatStopsForAnotherReasonLeavesTheClock() {
    ready(1, 1, 1024, 2, 3);
    priorities.gone(1);
    assertThat(priorities.clock()).isZero();
  }

  @Test
  void frequencyStartsAnewOnceNoInstanceRemains() {
    ready(1, 1, 1024, 1, 100);
    ready(2, 2, 1024, 2, 1);
    assertThat(next()).isEqualTo(2);
    priorities.gone(1);
    ready(3, 1, 1024, 1, 1);
    assertThat(next()).isEqualTo(3);
  }

  @Test
  void aFunctionsInstancesShareItsFrequency() {
    ready(1, 1, 1024, 1, 1);
    ready(2, 2, 1024, 1, 2);
    assertThat(next()).isEqualTo(1);
    ready(3, 1, 1024, 1, 5);
    assertThat(next()).isEqualTo(2);
  }

  @Test
  void instancesMayHaveAFrequencyEach() {
    priorities = new Priorities(false);
    ready(1, 1, 1024, 1, 1);
    ready(2, 2, 1024, 1, 2);
    ready(3, 1, 1024, 1, 5);
    assertThat(priorities.least(Resources.of(0, 8L << 30), _ -> true)).containsExactly(1, 2, 3);
  }

  @Test
  void busyInstancesAreNotOffered() {
    var busy = ready(1, 1, 1024, 1, 1);
    priorities.used(busy, 1);
    assertThat(priorities.least(ONE_BYTE, _ -> true)).isEmpty();
  }

  @Test
  void noMoreAreOfferedThanHoldTwiceWhatIsNeeded() {
    for (int id = 1; id <= 20; id++) {
      ready(id, id, 256, id, 1);
    }
    assertThat(priorities.least(Resources.of(0, 512L << 20), _ -> true))
        .containsExactly(1, 2, 3, 4);
  }

  /** One instance, the clock when it was used, once. */
  private record Used(int id, int function, double clock) {
    double priority(int[] frequency) {
      double gibibytes = (1 + function % 4) / 8.0;
      return clock + frequency[function] * (1.0 + function) / gibibytes;
    }
  }

  /** Against evaluating the formula for everything at each step. */
  @Test
  void theOrderIsThatOfTheFormula() {
    var random = new SplittableRandom(5);
    var all = new ArrayList<Used>();
    var frequency = new int[20];
    for (int id = 1; id <= 400; id++) {
      int function = random.nextInt(20);
      ready(id, function, 128 * (1 + function % 4), 1 + function, 1);
      all.add(new Used(id, function, priorities.clock()));
      frequency[function]++;
      if (all.size() > 12) {
        double least = all.stream().mapToDouble(each -> each.priority(frequency)).min().orElse(0);
        int next = next();
        var victim = all.stream().filter(each -> each.id() == next).findFirst().orElseThrow();
        assertThat(victim.priority(frequency)).isCloseTo(least, within(1e-9));
        priorities.gone(next);
        all.remove(victim);
        frequency[victim.function()]--;
      }
    }
  }

  @Test
  void inTheKernelTheCheapAndRareGoesForWantOfMemory() {
    var stage = new Stage(Resources.of(8_000, 512L << 20), Stage.whole("faascache", Map.of()));
    stage.startNanos = Stage.SECOND;
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(1000, 256, 1));
    }
    for (int function : List.of(0, 0, 0, 1, 2)) {
      stage.serve(function, Stage.SECOND, Usage.UNKNOWN);
      stage.advance(3_600 * Stage.SECOND);
    }
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(1);
    assertThat(stage.kernel.view().poolOf(1).size()).isZero();
    assertThat(stage.told(Change.Destroy.class)).hasSize(1);
  }
}
