package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final int DAY = 24 * 3_600;

  private static Stage stage(String suite) {
    var stage = new Stage(Resources.of(8_000, 512L << 20), Stage.whole(suite, Map.of()));
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(1000, 256, 1));
    }
    return stage;
  }

  private static int instancesOf(Stage stage, int function) {
    return stage.kernel.view().poolOf(function).size();
  }

  @Test
  void withoutACacheAnInstanceEndsWithItsRun() {
    var stage = stage("no-cache");
    stage.serve(0, Stage.SECOND, dev.hearth.kernel.Usage.UNKNOWN);
    stage.advance(1);
    assertThat(instancesOf(stage, 0)).isZero();
  }

  @Test
  void leastRecentlyUsedKeepsWhatFitsForEver() {
    var stage = stage("lru");
    stage.serve(0, Stage.SECOND, dev.hearth.kernel.Usage.UNKNOWN);
    stage.advance(DAY * Stage.SECOND);
    assertThat(instancesOf(stage, 0)).isEqualTo(1);
  }

  @Test
  void leastRecentlyUsedLetsTheLongestIdleGo() {
    var stage = stage("lru");
    for (int function : new int[] {0, 1, 0, 2}) {
      stage.serve(function, Stage.SECOND, dev.hearth.kernel.Usage.UNKNOWN);
      stage.advance(Stage.SECOND);
    }
    assertThat(instancesOf(stage, 0)).isEqualTo(1);
    assertThat(instancesOf(stage, 1)).isZero();
    assertThat(instancesOf(stage, 2)).isEqualTo(1);
  }
}
