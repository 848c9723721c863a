package dev.hearth.policies.infless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.policies.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScaleOutTest {
  private static final double GPU_MEMORY_SHARE = 2204.0 / 11019 / 0.9;

  private static LatencyTable published(String model) throws IOException {
    try (var lines = Files.lines(Data.file("infless/" + model + "-profile.txt"))) {
      return LatencyTable.parse(
          lines
              .map(line -> line.strip().split(" +"))
              .map(f -> "%s/%s/%s=%s".formatted(f[1], f[2], f[3], f[4]))
              .collect(Collectors.joining(" ")));
    }
  }

  private static List<ScaleOut.Slot> twoSlots() {
    return List.of(slot(), slot());
  }

  private static ScaleOut.Slot slot() {
    return new ScaleOut.Slot(20, 0, 0, GPU_MEMORY_SHARE);
  }

  private static List<String> shown(ScaleOut.Result result) {
    return result.placed().stream()
        .map(
            placed ->
                "slot %d: b%d c%d g%d up%d low%d"
                    .formatted(
                        placed.slot(),
                        placed.choice().batch(),
                        placed.choice().row().threads(),
                        placed.choice().row().gpuPercent(),
                        placed.choice().window().up(),
                        placed.choice().window().low()))
        .toList();
  }

  @Test
  void aModestRateOfResnetIsCoveredByTwoEqualInstances() throws IOException {
    var result = new ScaleOut(published("resnet-50"), 200, 16).cover(100, twoSlots(), 99);
    assertThat(shown(result))
        .containsExactly("slot 0: b4 c4 g50 up55 low31", "slot 0: b4 c4 g50 up55 low31");
  }

  @Test
  void aHighRateOfResnetIsCoveredByUnequalInstances() throws IOException {
    var result = new ScaleOut(published("resnet-50"), 350, 16).cover(300, twoSlots(), 99);
    assertThat(shown(result))
        .containsExactly(
            "slot 0: b16 c16 g50 up91 low91",
            "slot 1: b16 c16 g50 up91 low91",
            "slot 0: b8 c4 g50 up69 low34",
            "slot 1: b8 c4 g50 up69 low34");
  }

  @Test
  void mobilenetIsCoveredByFourSmallInstances() throws IOException {
    var result = new ScaleOut(published("mobilenet"), 200, 16).cover(80, twoSlots(), 99);
    assertThat(result.placed())
        .hasSize(4)
        .allSatisfy(
            placed -> {
              assertThat(placed.choice().row())
                  .extracting(
                      LatencyTable.Row::batch,
                      LatencyTable.Row::threads,
                      LatencyTable.Row::gpuPercent)
                  .containsExactly(2, 2, 50);
              assertThat(placed.choice().window().up()).isEqualTo(20);
              assertThat(placed.choice().window().low()).isEqualTo(19);
            });
  }

  @Test
  void aLargeBatchIsTakenFirstAndTheRestCoveredByASmallOne() {
    var table = LatencyTable.parse("2/0/1=50 4/0/4=80 4/0/8=2000");
    var result = new ScaleOut(table, 200, 8).cover(60, List.of(new ScaleOut.Slot(8, 0, 0, 0)), 99);
    assertThat(shown(result))
        .containsExactly("slot 0: b4 c4 g0 up50 low33", "slot 0: b1 c2 g0 up20 low1");
    assertThat(result.uncovered()).isZero();
  }

  @Test
  void whatDoesNotFitStaysUncovered() {
    var table = LatencyTable.parse("2/0/1=50");
    var result = new ScaleOut(table, 200, 8).cover(60, List.of(new ScaleOut.Slot(4, 0, 0, 0)), 99);
    assertThat(result.placed()).hasSize(2);
    assertThat(result.uncovered()).isEqualTo(20);
  }

  @Test
  void anUnreadableEntryIsNamed() {
    assertThatThrownBy(() -> LatencyTable.parse("2/0/1=50 2/0=7"))
        .hasMessageContaining("2/10/4=112.5")
        .hasMessageContaining("'2/0=7'");
  }
}
