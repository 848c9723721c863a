package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureFunctionsTest {
  private static final long MINUTE = 60 * Stage.SECOND;

  private static Stage stage(Map<String, String> parameters) {
    var stage =
        new Stage(Resources.of(8_000, 64L << 30), Stage.whole("azure-functions", parameters));
    stage.deploy(0, "shop/order", Stage.configuration(100, 256, 1));
    stage.deploy(1, "shop/pay", Stage.configuration(100, 512, 1));
    stage.deploy(2, "mail", Stage.configuration(100, 256, 1));
    stage.tick();
    return stage;
  }

  private static int starts(Stage stage) {
    return stage.told(Change.Create.class).size();
  }

  @Test
  void functionsOfOneApplicationShareWarmState() {
    var stage = stage(Map.of());
    stage.serve(0, Stage.SECOND, Usage.UNKNOWN);
    stage.serve(1, Stage.SECOND, Usage.UNKNOWN);
    assertThat(starts(stage)).isEqualTo(1);
    stage.serve(2, Stage.SECOND, Usage.UNKNOWN);
    assertThat(starts(stage)).isEqualTo(2);
  }

  @Test
  void anInstanceOfAnApplicationHasWhatItsMostDemandingFunctionAsksFor() {
    var stage = stage(Map.of());
    stage.submit(0);
    assertThat(stage.told(Change.Create.class).getFirst().configuration().resources())
        .isEqualTo(Resources.of(100, 512L << 20));
  }

  /**
   * Gaps of 15, 19, 25, 5 and 40 minutes in turns of two functions: cold at first, after 25, 40.
   */
  @Test
  void thereIsOneColdStartForEachGapOfTheApplicationBeyondItsKeepAlive() {
    var stage = stage(Map.of());
    stage.serve(0, Stage.SECOND, Usage.UNKNOWN);
    int turn = 0;
    for (int gap : new int[] {15, 19, 25, 5, 40}) {
      stage.advance(gap * MINUTE);
      stage.serve(++turn % 2, Stage.SECOND, Usage.UNKNOWN);
    }
    assertThat(starts(stage)).isEqualTo(3);
  }

  @Test
  void oneInstanceServesManyRequests() {
    var stage = stage(Map.of("concurrency", "10"));
    stage.serve(2, Stage.SECOND, Usage.UNKNOWN);
    for (int i = 0; i < 10; i++) {
      stage.submit(2);
    }
    assertThat(starts(stage)).isEqualTo(1);
    assertThat(stage.runs).hasSize(11);
  }

  @Test
  void aBacklogAddsOneInstanceWithEachInterval() {
    var stage = stage(Map.of("concurrency", "1", "interval", "2s", "instances", "4"));
    for (int i = 0; i < 20; i++) {
      stage.submit(2);
    }
    assertThat(starts(stage)).isEqualTo(1);
    for (int expected = 2; expected <= 4; expected++) {
      stage.advance(2 * Stage.SECOND);
      assertThat(starts(stage)).isEqualTo(expected);
    }
    stage.advance(10 * Stage.SECOND);
    assertThat(starts(stage)).isEqualTo(4);
  }

  @Test
  void anApplicationIsNamedBeforeTheLastSlash() {
    assertThat(AzureFunctions.application("owner/app/f")).isEqualTo("owner/app");
    assertThat(AzureFunctions.application("mail")).isEqualTo("mail");
  }
}
