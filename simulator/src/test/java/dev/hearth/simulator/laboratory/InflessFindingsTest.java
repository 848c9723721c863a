package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.ModelLoad;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What INFless found, found here on made-up models: one that keeps its objective only with a share
 * of a GPU, two that do on cores. All instances alike must then all have that share.
 */
class InflessFindingsTest {
  private static final double KEPT = 0.9;
  private static final String[] TABLE = {
    "heavy 2 0 1 150", "heavy 2 0 4 400", "heavy 2 10 1 60", "heavy 2 10 2 72", "heavy 2 10 4 112",
    "light 2 0 1 8", "light 2 0 2 11", "light 2 0 4 15", "light 2 10 1 7", "light 2 10 2 7.5",
    "light 2 10 4 10", "text 2 0 1 3", "text 2 0 2 4", "text 2 0 4 4.3", "text 2 10 1 3",
    "text 2 10 2 3", "text 2 10 4 4"
  };

  private static final ModelLoad LOAD = load();
  private static final Measurements INFLESS = trial("infless");
  private static final Measurements SINGLE = trial("one-request:cpu=2:gpu=10");

  private static ModelLoad load() {
    var known = ProfileTable.parse(List.of(TABLE), Double.POSITIVE_INFINITY);
    var models =
        List.of(
            model("heavy", 1, 250, known.getOrDefault("heavy", Profile.NONE)),
            model("light", 8, 50, known.getOrDefault("light", Profile.NONE)),
            model("text", 8, 20, known.getOrDefault("text", Profile.NONE)));
    return new ModelLoad(
        Generators.make("poisson:rate=6,functions=1,hours=0.06"), List.of(models), "test");
  }

  private static ModelLoad.Model model(
      String name, int times, long objectiveMillis, Profile profile) {
    return new ModelLoad.Model(
        name, times, profile, new Objective(objectiveMillis * 1_000_000, 99));
  }

  private static Measurements trial(String policies) {
    var options =
        TrialOptions.unlimited(1)
            .withCapacity(had -> new Resources(had.cpuMillis(), 1_000, had.memoryBytes()));
    return Trial.run(options, LOAD, PolicyMix.parse(policies, new Registry()));
  }

  @Test
  void goodputPerResourceIsOneAndAHalfTimesThatOfTheBestUniformSettingThatKeepsAllObjectives() {
    double best = 0;
    for (int batch : new int[] {1, 2, 4}) {
      for (int gpu : new int[] {0, 10}) {
        var uniform = trial("uniform:batch=%d:cpu=2:gpu=%d".formatted(batch, gpu));
        if (uniform.leastFunctionGoodput() >= KEPT) {
          best = Math.max(best, uniform.goodputPerResource());
        }
      }
    }
    assertThat(best).as("some uniform setting keeps all objectives").isPositive();

    assertThat(INFLESS.leastFunctionGoodput()).isGreaterThanOrEqualTo(KEPT);
    assertThat(INFLESS.goodputPerResource()).isGreaterThan(1.5 * best);
  }

  @Test
  void theSameHoldsOfOneRequestAtATimeWithThatShare() {
    assertThat(INFLESS.goodputPerResource()).isGreaterThan(1.5 * SINGLE.goodputPerResource());
  }

  @Test
  void whatIsHeldIsIntegratedOverTime() {
    assertThat(SINGLE.gpuPercentSeconds()).isEqualTo(5 * SINGLE.cpuCoreSeconds(), LOOSE);
    assertThat(SINGLE.resourceGflops())
        .isEqualTo(64 * SINGLE.cpuCoreSeconds() + 142 * SINGLE.gpuPercentSeconds(), LOOSE);
  }

  private static final org.assertj.core.data.Offset<Double> LOOSE =
      org.assertj.core.data.Offset.offset(1e-3);
}
