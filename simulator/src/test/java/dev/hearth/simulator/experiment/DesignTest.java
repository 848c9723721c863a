package dev.hearth.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DesignTest {
  private static List<Variant> variants(List<String> policies, String... sweeps) {
    return Design.variants(
        policies,
        Design.BASELINES,
        TrialOptions.unlimited(1),
        Stream.of(sweeps).map(Sweep::parse).toList(),
        List.of("1m", "1h"),
        new Registry());
  }

  private static List<String> labels(List<Variant> variants) {
    return variants.stream().map(Variant::label).toList();
  }

  @Test
  void everyComparisonHasTheBaselinesAndTheFrontier() {
    assertThat(labels(variants(List.of("pagurus"))))
        .containsExactly(
            "pagurus",
            Design.BASELINES.get(0),
            Design.BASELINES.get(1),
            "fixed:keep-alive=1m",
            "fixed:keep-alive=1h");
  }

  @Test
  void whatIsAskedForAndABaselineTooIsInItOnce() {
    assertThat(variants(List.of("fixed:keep-alive=10m")))
        .filteredOn(variant -> variant.label().equals("fixed:keep-alive=10m"))
        .extracting(Variant::kind)
        .containsExactly(Variant.Kind.POLICY);
  }

  @Test
  void sweptParametersCombine() {
    var swept = variants(List.of("pagurus+kpa"), "kpa.target=1,2", "nodes=1,3");

    assertThat(labels(swept).subList(0, 4))
        .containsExactly(
            "pagurus+kpa:target=1 nodes=1",
            "pagurus+kpa:target=1 nodes=3",
            "pagurus+kpa:target=2 nodes=1",
            "pagurus+kpa:target=2 nodes=3");
    assertThat(swept.get(1).series()).isEqualTo("pagurus+kpa");
    assertThat(swept.get(1).world().nodes()).hasSize(3);
    assertThat(swept.get(1).settings())
        .containsEntry("kpa.target", "1")
        .containsEntry("nodes", "3");
  }

  @Test
  void baselinesAreTriedInEveryWorld() {
    assertThat(labels(variants(List.of("pagurus"), "memory=1GiB,2GiB")))
        .contains("fixed:keep-alive=10m memory=1GiB", "fixed:keep-alive=10m memory=2GiB");
  }

  @Test
  void aSweptWorldHasNoOneFrontier() {
    assertThat(variants(List.of("pagurus"), "memory=1GiB,2GiB"))
        .extracting(Variant::kind)
        .doesNotContain(Variant.Kind.FRONTIER);
  }

  @Test
  void aSweepThatConcernsNobodyIsRefused() {
    assertThatThrownBy(() -> variants(List.of("pagurus"), "kpa.target=1,2"))
        .hasMessage("the sweep of 'kpa.target' concerns none of the policies pagurus");
  }

  @Test
  void anUnknownPolicyIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> variants(List.of("pagrus")))
        .hasMessageContaining("did you mean 'pagurus'?");
  }
}
