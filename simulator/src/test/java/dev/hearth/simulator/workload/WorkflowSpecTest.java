package dev.hearth.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowSpecTest {
  @Test
  void aTreeHasAFunctionForEachOfItsNodes() {
    assertThat(WorkflowSpec.parse(Map.of("shape", "tree")).functions()).hasSize(31);
  }

  @Test
  void applicationsShareTheFunctionTheyEndIn() {
    var set = new java.util.TreeMap<>(Map.of("applications", "3", "depth", "2", "common", "yes"));
    var functions = WorkflowSpec.parse(set).functions();
    assertThat(functions).hasSize(7);
    assertThat(functions.getLast().application()).isEqualTo("common");
  }

  @Test
  void aColdStartTakesAsLongAsSaid() {
    var cold = WorkflowSpec.parse(Map.of("cold", "5s")).functions().getFirst().coldStart();
    assertThat(cold.totalNanos()).isEqualTo(5_000_000_000L);
  }

  @Test
  void differentSettingsHaveDifferentFingerprints() {
    var one = WorkflowSpec.parse(Map.of("depth", "3"));
    assertThat(one.fingerprint())
        .hasSize(64)
        .isEqualTo(WorkflowSpec.parse(Map.of("depth", "3")).fingerprint())
        .isNotEqualTo(WorkflowSpec.parse(Map.of("depth", "4")).fingerprint());
  }

  @Test
  void anUnknownSettingIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> WorkflowSpec.parse(Map.of("dept", "3")))
        .hasMessage("a workflow has no 'dept'; did you mean 'depth'?");
  }

  @Test
  void aBadValueIsRefusedWithWhatToWrite() {
    assertThatThrownBy(() -> WorkflowSpec.parse(Map.of("exec", "3")))
        .hasMessage("'exec' of a workflow must be a time with its unit, such as 500ms, not '3'");
    assertThatThrownBy(() -> WorkflowSpec.parse(Map.of("depth", "0")))
        .hasMessage("'depth' of a workflow must be a whole number of at least 1, not '0'");
    assertThatThrownBy(() -> WorkflowSpec.parse(Map.of("shape", "ring")))
        .hasMessageContaining("chain, tree, fan, diamond or phases");
  }
}
