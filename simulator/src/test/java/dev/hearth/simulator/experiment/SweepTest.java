package dev.hearth.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.simulator.laboratory.TrialOptions;
import org.junit.jupiter.api.Test;

class SweepTest {
  @Test
  void aValueIsSetOnThePolicyItIsFor() {
    var sweep = Sweep.parse("kpa.target=1,2");

    assertThat(sweep.applied("pagurus+kpa:stable-window=30s", "2"))
        .isEqualTo("pagurus+kpa:stable-window=30s:target=2");
  }

  @Test
  void itConcernsOnlyMixesThatNameThePolicy() {
    var sweep = Sweep.parse("kpa.target=1,2");

    assertThat(sweep.concerns("pagurus+kpa")).isTrue();
    assertThat(sweep.concerns("pagurus")).isFalse();
  }

  @Test
  void memoryIsSetOnEveryNode() {
    var world = TrialOptions.unlimited(1).withNodes(2);

    assertThat(Sweep.parse("memory=8GiB").applied(world, "8GiB").nodes())
        .hasSize(2)
        .allSatisfy(node -> assertThat(node.capacity().memoryBytes()).isEqualTo(8L << 30));
  }

  @Test
  void aParameterThatIsSetAlreadyIsRefused() {
    assertThatThrownBy(() -> Sweep.parse("kpa.target=1").applied("kpa:target=3", "1"))
        .hasMessage("'target' is swept but 'kpa:target=3' sets it: leave it out there");
  }

  @Test
  void whatIsNotASweepIsRefusedWithWhatToWrite() {
    assertThatThrownBy(() -> Sweep.parse("memory"))
        .hasMessageContaining("write POLICY.PARAMETER=V1,V2, memory=V1,V2 or nodes=V1,V2");
  }

  @Test
  void anUnknownPartOfTheWorldIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Sweep.parse("memry=1GiB"))
        .hasMessageContaining("did you mean 'memory'?");
  }

  @Test
  void aBadAmountIsRefused() {
    var world = TrialOptions.unlimited(1);

    assertThatThrownBy(() -> Sweep.parse("memory=8").applied(world, "8"))
        .hasMessage("'8' is not a value for memory: write an amount such as 64GiB");
  }
}
