package dev.hearth.policies.infless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InflessTest {
  private static final Map<String, String> PARAMETERS =
      Map.of("check", "1s", "patience", "2", "safety", "1", "measure", "fragment", "wait", "1");

  private final Stage stage = new Stage(Resources.of(16_000, 64L << 30), PolicyChoice.DEFAULTS);

  @BeforeEach
  void deploy() {
    stage.deploy(
        Stage.configuration(1000, 512, 8),
        new Objective(200 * Stage.MILLI, 99),
        Stage.whole("infless", PARAMETERS),
        ProfileTable.parse(List.of("f0 2 0 1 50", "f0 4 0 4 80"), 1_500).get("f0"));
  }

  private void load(int seconds, int perSecond) {
    for (int i = 0; i < seconds * perSecond; i++) {
      stage.submit(0);
      stage.advance(Stage.SECOND / perSecond);
      stage.runs.stream().skip(Math.max(0, stage.runs.size() - 60L)).forEach(stage::end);
    }
  }

  @Test
  void theFirstInvocationStartsAConfigurationOfTheProfile() {
    stage.submit(0);
    stage.tick();
    assertThat(stage.told(Change.Create.class))
        .extracting(create -> create.configuration().resources().cpuMillis())
        .containsExactly(2000);
  }

  @Test
  void aHigherRateIsCoveredByInstancesOfUnequalSize() {
    load(4, 60);
    var sizes = new TreeMap<Integer, Integer>();
    for (var create : stage.told(Change.Create.class)) {
      sizes.merge(create.configuration().batching().maxRows(), 1, Integer::sum);
    }
    assertThat(sizes).containsKeys(1, 4);
    assertThat(stage.runs).anySatisfy(ran -> assertThat(ran.rows()).isGreaterThan(1));
    assertThat(stage.runs).allSatisfy(ran -> assertThat(ran.rows()).isLessThanOrEqualTo(4));
  }

  @Test
  void aBatchWaitsNoLongerThanItsInstanceAllows() {
    load(3, 60);
    assertThat(stage.told(Change.Create.class))
        .filteredOn(create -> create.configuration().batching().maxRows() == 4)
        .isNotEmpty()
        .allSatisfy(
            create ->
                assertThat(create.configuration().batching().maxDelayNanos())
                    .isEqualTo(120 * Stage.MILLI));
  }

  @Test
  void instancesThatGetNothingAreStoppedAllButOne() {
    load(3, 60);
    stage.advance(10 * Stage.SECOND);
    long started = stage.told(Change.Create.class).size();
    long stopped = stage.told(Change.Destroy.class).size();
    assertThat(started - stopped).isEqualTo(1);
  }
}
