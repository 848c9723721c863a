package dev.hearth.policies.uniform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UniformTest {
  private static final Map<String, String> TWO_CORES =
      Map.of("cpu", "2", "batch", "4", "check", "1s", "patience", "2", "safety", "1");

  private final Stage stage = new Stage(Resources.of(64_000, 64L << 30), PolicyChoice.DEFAULTS);

  /** 50 rows a second in batches of four, 20 one by one. */
  private void deploy(String suite, Map<String, String> parameters) {
    stage.deploy(
        Stage.configuration(2_000, 512, 8),
        new Objective(200 * Stage.MILLI, 99),
        Stage.whole(suite, parameters),
        ProfileTable.parse(List.of("f0 2 0 1 50", "f0 2 0 4 80"), 1_500).get("f0"));
  }

  private void load(int seconds, int perSecond) {
    for (int i = 0; i < seconds * perSecond; i++) {
      stage.submit(0);
      stage.advance(Stage.SECOND / perSecond);
      stage.runs.stream().skip(Math.max(0, stage.runs.size() - 60L)).forEach(stage::end);
    }
  }

  private List<Configuration> started() {
    return stage.told(Change.Create.class).stream().map(Change.Create::configuration).toList();
  }

  @Test
  void asManyInstancesAsTheRateNeedsAllAlike() {
    deploy("uniform", TWO_CORES);
    load(4, 125);
    assertThat(started()).hasSize(3);
    assertThat(started().stream().distinct())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.resources().cpuMillis()).isEqualTo(2_000);
              assertThat(each.batching().maxRows()).isEqualTo(4);
              assertThat(each.batching().maxDelayNanos()).isEqualTo(120 * Stage.MILLI);
            });
  }

  @Test
  void aTimeOutIsTakenAsGiven() {
    deploy("uniform", Map.of("timeout", "7ms"));
    stage.submit(0);
    stage.tick();
    assertThat(started().getFirst().batching().maxDelayNanos()).isEqualTo(7 * Stage.MILLI);
  }

  @Test
  void withoutBatchingMoreInstancesAreNeededAndEachRunsOneRequest() {
    deploy("one-request", Map.of("check", "1s", "safety", "1"));
    load(4, 125);
    assertThat(started()).hasSize(7);
    assertThat(stage.runs).allSatisfy(ran -> assertThat(ran.rows()).isEqualTo(1));
  }

  @Test
  void whatIsTooManyGoesAfterSomePatienceAndOneStays() {
    deploy("uniform", TWO_CORES);
    load(4, 125);
    stage.advance(Stage.SECOND);
    List.copyOf(stage.runs).forEach(stage::end);
    stage.advance(10 * Stage.SECOND);
    assertThat(started().size() - stage.told(Change.Destroy.class).size()).isEqualTo(1);
  }

  @Test
  void aConfigurationThatTheProfileDoesNotKnowIsScaledByTheQueue() {
    deploy("uniform", Map.of("cpu", "8", "batch", "4", "check", "1s"));
    for (int i = 0; i < 30; i++) {
      stage.submit(0);
    }
    stage.advance(3 * Stage.SECOND);
    assertThat(started()).hasSizeBetween(7, 8);
  }

  @Test
  void whatItScalesByIsOneOfTwoWords() {
    assertThatThrownBy(() -> deploy("uniform", Map.of("by", "luck")))
        .hasMessageContaining("rate or queue")
        .hasMessageContaining("luck");
  }
}
