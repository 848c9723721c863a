package dev.hearth.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkflowLoadTest {
  @Test
  void aTreeHasAFunctionForEachOfItsNodes() {
    assertThat(Generators.make("workflow:shape=tree").functions()).hasSize(31);
  }

  @Test
  void applicationsShareTheFunctionTheyEndIn() {
    var functions = Generators.make("workflow:applications=3,depth=2,common=yes").functions();
    assertThat(functions).hasSize(7);
    assertThat(functions.getLast().application()).isEqualTo("common");
  }

  @Test
  void aStartTakesAsLongAsSaidAndItsOwnPartTheShareSaid() {
    var start = Generators.make("workflow:cold=5s,own=0.4").functions().getFirst().coldStart();
    assertThat(start.totalNanos()).isEqualTo(5_000_000_000L);
    assertThat(start.artifactNanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void differentSettingsHaveDifferentFingerprints() {
    assertThat(Generators.make("workflow:depth=3").fingerprint())
        .isEqualTo(Generators.make("workflow:depth=3").fingerprint())
        .isNotEqualTo(Generators.make("workflow:depth=4").fingerprint());
  }

  @Test
  void aBadValueIsRefusedWithWhatToWrite() {
    assertThatThrownBy(() -> Generators.make("workflow:shape=ring"))
        .hasMessageContaining("chain, tree, fan, diamond, phases");
    assertThatThrownBy(() -> Generators.make("workflow:rates=1/x"))
        .hasMessageContaining("numbers joined by /");
  }
}
