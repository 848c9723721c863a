package dev.hearth.policies.harmonybatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittedModelTest {
  private static final double MARGIN = 1.5;

  private static Profile.Point point(int cores, int rows, double millis) {
    return new Profile.Point(
        cores * 1_000, 0, rows, Math.round(millis * 1e6), Profile.Source.MEASURED);
  }

  private static Revision revision(int maxRows, Profile profile) {
    var resources = Resources.of(1_000, 256L << 20);
    return new Revision(
            0,
            "f",
            new Configuration(resources, new Batching(maxRows, 0), 1),
            new Scale(0, 2),
            Objective.NONE,
            10,
            true,
            PolicyChoice.DEFAULTS)
        .withProfile(profile);
  }

  @Test
  void batchesReachAsFarAsTheProfileAndTheManifestDo() {
    var profile = new Profile(List.of(point(1, 1, 10), point(1, 8, 40)), 0.2);
    assertThat(FittedModel.of(revision(16, profile), 2_000, MARGIN).orElseThrow().cpuBatches())
        .isEqualTo(8);
    assertThat(FittedModel.of(revision(4, profile), 2_000, MARGIN).orElseThrow().cpuBatches())
        .isEqualTo(4);
  }

  @Test
  void theSlowestRunHasTheMarginAndABusyNode() {
    var profile = new Profile(List.of(point(1, 1, 10)), 0.2);
    var model = FittedModel.of(revision(1, profile), 2_000, MARGIN).orElseThrow();
    assertThat(model.average().getFirst().at(1)).isCloseTo(.010, within(1e-9));
    assertThat(model.maximum().getFirst().at(1)).isCloseTo(.010 * MARGIN * 1.2, within(1e-9));
    assertThat(model.hasGpu()).isFalse();
  }

  @Test
  void onlyCoresTheNodeHasAreUsed() {
    var profile = new Profile(List.of(point(1, 1, 10), point(2, 1, 7), point(4, 1, 5)), 0);
    var sizes = FittedModel.of(revision(1, profile), 2_000, MARGIN).orElseThrow().sizes();
    assertThat(sizes).isEqualTo(new CostModel.Sizes(1, 2, 1));
  }

  @Test
  void withoutAKnownRunOfOneRowThereIsNoModel() {
    assertThat(FittedModel.of(revision(4, Profile.NONE), 2_000, MARGIN)).isEmpty();
    var gap = new Profile(List.of(point(1, 2, 10)), 0);
    assertThat(FittedModel.of(revision(4, gap), 2_000, MARGIN)).isEmpty();
  }
}
