package dev.hearth.policies.harmonybatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.policies.Data;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GroupingTest {
  /** The published bisection stops when 0.02 requests a second are left. */
  private static final double KNEE_STEP = 0.02;

  static CostModel published(String name) throws IOException {
    var file = Data.file("harmonybatch/model.json");
    var model = JsonMapper.shared().readTree(file.toFile()).get(name);
    var cpu = model.get("CPU");
    var gpu = model.get("GPU");
    var device = gpu.get("A10");
    return new CostModel(
        curves(cpu.get("avg")),
        curves(cpu.get("max")),
        cpu.get("mem").get(0).asDouble(),
        cpu.get("mem").get(1).asDouble(),
        device.get("l1").asDouble(),
        device.get("l2").asDouble(),
        gpu.get("mem").asDouble(),
        device.has("a") ? device.get("a").asDouble() : 1,
        device.has("b") ? device.get("b").asDouble() : 0,
        limits(gpu.get("gpu_mem")),
        CostModel.Sizes.PUBLISHED);
  }

  private static List<Integer> limits(JsonNode node) {
    var limits = new ArrayList<Integer>();
    node.forEach(limit -> limits.add(limit.asInt()));
    return limits;
  }

  private static List<CostModel.Curve> curves(JsonNode node) {
    var curves = new ArrayList<CostModel.Curve>();
    for (var curve : node.get("Exponential")) {
      curves.add(
          new CostModel.Curve(
              curve.get(0).asDouble(), curve.get(1).asDouble(), curve.get(2).asDouble()));
    }
    return curves;
  }

  @Test
  void theEquivalentTimeoutOfTwoStreamsIsThePublishedOne() {
    assertThat(Application.equivalentTimeout(List.of(.4545, .6545), List.of(10.0, 20.0)))
        .isCloseTo(.51214, within(5e-6));
  }

  @Test
  void theSlowestGpuLatenciesAreThePublishedOnes() throws IOException {
    var model = published("VGG19");
    assertThat(model.gpuMaximum(1, 2)).isCloseTo(.0574, within(5e-5));
    assertThat(model.gpuMaximum(8, 2)).isCloseTo(.2299, within(5e-5));
    assertThat(model.gpuMaximum(13, 2)).isCloseTo(.3455, within(5e-5));
  }

  @Test
  void theKneesAreThePublishedOnes() throws IOException {
    var grouping = new Grouping(published("VGG19"));
    assertThat(grouping.knee(.5)).isCloseTo(22.06, within(KNEE_STEP));
    assertThat(grouping.knee(.8)).isCloseTo(12.28, within(KNEE_STEP));
    assertThat(grouping.knee(1)).isCloseTo(9.09, within(KNEE_STEP));
  }

  @Test
  void theFirstTableOfThePaperIsReproduced() throws IOException {
    var groups =
        new Grouping(published("VGG19"))
            .plan(
                List.of(
                    new Application(0, .5, 5),
                    new Application(1, .8, 10),
                    new Application(2, 1, 20)))
            .orElseThrow();
    assertThat(groups).hasSize(2);
    var cpu = groups.get(0).provision();
    var gpu = groups.get(1).provision();
    assertThat(cpu.gpu()).isFalse();
    assertThat(cpu.size()).isCloseTo(1.6, within(1e-9));
    assertThat(cpu.batch()).isEqualTo(1);
    assertThat(cpu.cost()).isCloseTo(4.3498e-5, within(5e-10));
    assertThat(gpu.gpu()).isTrue();
    assertThat(gpu.size()).isEqualTo(2);
    assertThat(gpu.batch()).isEqualTo(14);
    assertThat(gpu.timeouts().get(0)).isCloseTo(.3996, within(5e-5));
    assertThat(gpu.timeouts().get(1)).isCloseTo(.5996, within(5e-5));
    assertThat(gpu.cost()).isCloseTo(2.0386e-5, within(5e-10));
    double cost = groups.stream().mapToDouble(Grouping.Group::costRate).sum() / 35;
    assertThat(cost).isCloseTo(2.36874e-5, within(5e-11));
  }

  @Test
  void tightObjectivesShareOneGpuGroup() throws IOException {
    var groups =
        new Grouping(published("VGG19"))
            .plan(
                List.of(
                    new Application(0, .2, 5),
                    new Application(1, .3, 5),
                    new Application(2, .4, 5)))
            .orElseThrow();
    assertThat(groups).hasSize(1);
    var only = groups.getFirst().provision();
    assertThat(only.size()).isEqualTo(2);
    assertThat(only.batch()).isEqualTo(3);
    assertThat(only.cost()).isCloseTo(9.5133e-5, within(5e-10));
    assertThat(only.timeouts().get(0)).isCloseTo(.0858, within(5e-5));
    assertThat(only.timeouts().get(1)).isCloseTo(.1858, within(5e-5));
    assertThat(only.timeouts().get(2)).isCloseTo(.2858, within(5e-5));
  }

  @Test
  void aLowRateStaysOnCpuAndHighOnesShareAGpu() {
    var groups =
        new Grouping(HarmonyModels.small())
            .plan(
                List.of(
                    new Application(0, .16, .5),
                    new Application(1, .9, 30),
                    new Application(2, 1, 30)))
            .orElseThrow();
    assertThat(groups).hasSize(2);
    assertThat(groups.get(0).provision().gpu()).isFalse();
    assertThat(groups.get(1).provision().gpu()).isTrue();
    assertThat(groups.get(1).applications())
        .extracting(Application::function)
        .containsExactly(1, 2);
  }

  @Test
  void anObjectiveThatNothingMeetsHasNoPlan() {
    assertThat(new Grouping(HarmonyModels.small()).plan(List.of(new Application(0, .001, 5))))
        .isEmpty();
  }
}
