package dev.hearth.policies.infless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.policies.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScaleOutTest {
  private static final double GPU_MEMORY_SHARE = 2204.0 / 11019 / 0.9;

  private static final double TIMED_OUT_MILLIS = 1_500;

  private static Profile published(String model) throws IOException {
    var lines = Files.readAllLines(Data.file("infless/" + model + "-profile.txt"));
    return ProfileTable.parse(lines, TIMED_OUT_MILLIS).values().iterator().next();
  }

  private static Profile profile(String... points) {
    var lines = Stream.of(points).map(point -> "model " + point).toList();
    return ProfileTable.parse(lines, TIMED_OUT_MILLIS).getOrDefault("model", Profile.NONE);
  }

  /** As the public code places, without a safety factor. */
  private static ScaleOut asPublished(Profile profile, double objectiveMillis) {
    return new ScaleOut(profile, 1, objectiveMillis, 16, ScaleOut.Measure.FRAGMENT);
  }

  private static List<Slot> twoSlots() {
    return List.of(slot(), slot());
  }

  private static Slot slot() {
    return new Slot(20, 0, 0, GPU_MEMORY_SHARE);
  }

  private static List<String> shown(ScaleOut.Result result) {
    return result.placed().stream()
        .map(
            placed ->
                "slot %d: b%d c%d g%d up%d low%d"
                    .formatted(
                        placed.slot(),
                        placed.choice().batch(),
                        (int) placed.choice().threads(),
                        placed.choice().gpuPercent(),
                        placed.choice().window().up(),
                        placed.choice().window().low()))
        .toList();
  }

  @Test
  void aModestRateOfResnetIsCoveredByTwoEqualInstances() throws IOException {
    var result = asPublished(published("resnet-50"), 200).cover(100, twoSlots(), 99);
    assertThat(shown(result))
        .containsExactly("slot 0: b4 c4 g50 up55 low31", "slot 0: b4 c4 g50 up55 low31");
  }

  @Test
  void aHighRateOfResnetIsCoveredByUnequalInstances() throws IOException {
    var result = asPublished(published("resnet-50"), 350).cover(300, twoSlots(), 99);
    assertThat(shown(result))
        .containsExactly(
            "slot 0: b16 c16 g50 up91 low91",
            "slot 1: b16 c16 g50 up91 low91",
            "slot 0: b8 c4 g50 up69 low34",
            "slot 1: b8 c4 g50 up69 low34");
  }

  @Test
  void mobilenetIsCoveredByFourSmallInstances() throws IOException {
    var result = asPublished(published("mobilenet"), 200).cover(80, twoSlots(), 99);
    assertThat(result.placed())
        .hasSize(4)
        .allSatisfy(
            placed -> {
              assertThat(placed.choice())
                  .extracting(Choice::batch, Choice::threads, Choice::gpuPercent)
                  .containsExactly(2, 2.0, 50);
              assertThat(placed.choice().window().up()).isEqualTo(20);
              assertThat(placed.choice().window().low()).isEqualTo(19);
            });
  }

  @Test
  void aLargeBatchIsTakenFirstAndTheRestCoveredByASmallOne() {
    var table = profile("2 0 1 50", "4 0 4 80", "4 0 8 2000");
    var result = asPublished(table, 200).cover(60, List.of(new Slot(8, 0, 0, 0)), 99);
    assertThat(shown(result))
        .containsExactly("slot 0: b4 c4 g0 up50 low33", "slot 0: b1 c2 g0 up20 low1");
    assertThat(result.uncovered()).isZero();
  }

  @Test
  void whatDoesNotFitStaysUncovered() {
    var table = profile("2 0 1 50");
    var result = asPublished(table, 200).cover(60, List.of(new Slot(4, 0, 0, 0)), 99);
    assertThat(result.placed()).hasSize(2);
    assertThat(result.uncovered()).isEqualTo(20);
  }

  @Test
  void resourcesDecideBetweenBatchesWhereTheyAreTheMeasure() {
    var table = profile("2 0 1 20", "2 0 4 60", "4 20 8 30");
    var result =
        new ScaleOut(table, 1, 200, 8, ScaleOut.Measure.RESOURCE)
            .cover(60, List.of(new Slot(8, 0, 0, 0)), 99);
    assertThat(shown(result)).containsExactly("slot 0: b4 c2 g0 up66 low28");
  }

  @Test
  void theSafetyFactorLowersWhatAnInstanceMayBeGiven() {
    var result =
        new ScaleOut(profile("2 0 1 50"), 1.25, 200, 8, ScaleOut.Measure.FRAGMENT)
            .cover(16, List.of(new Slot(4, 0, 0, 0)), 99);
    assertThat(shown(result)).containsExactly("slot 0: b1 c2 g0 up16 low1");
  }

  @Test
  void withNothingThatMeetsTheObjectiveItIsHopeless() {
    var out = asPublished(profile("2 0 1 250"), 200);
    assertThat(out.isHopeless()).isTrue();
    assertThat(out.cover(10, twoSlots(), 99).placed()).isEmpty();
  }
}
