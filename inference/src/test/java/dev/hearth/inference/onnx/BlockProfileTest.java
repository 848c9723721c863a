package dev.hearth.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.onnx.BlockProfile.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Three blocks whose time is in proportion to their rows: a light and slow one, a heavy and quick
 * one, and one that cannot be split.
 */
class BlockProfileTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long MEBIBYTE = 1 << 20;

  private final BlockProfile profile =
      new BlockProfile(costs(8, 2, 4), List.of(MEBIBYTE, 64 * MEBIBYTE, MEBIBYTE), Set.of(0, 1));

  private static List<Cost> costs(int... millis) {
    List<Cost> costs = new ArrayList<>();
    for (int block = 0; block < millis.length; block++) {
      for (int rows = 1; rows <= 8; rows *= 2) {
        costs.add(new Cost(block, rows, 1, MILLISECOND * rows * millis[block], 4_000L * rows));
      }
    }
    return costs;
  }

  @Test
  void aBlockGainsWhatTheShadowTakesLessItsTransfer() {
    assertThat(profile.gainNanos(0, 8)).isEqualTo((64 - 32) * MILLISECOND - 4_000);
    assertThat(profile.gainNanos(0, 1)).isZero();
    assertThat(profile.gainNanos(2, 8)).isZero();
  }

  @Test
  void ofOddRowsTheBodyKeepsTheLargerHalf() {
    assertThat(profile.gainNanos(0, 3)).isEqualTo((24 - 16) * MILLISECOND);
  }

  @Test
  void blocksThatGainMostForTheirMemoryComeFirst() {
    assertThat(profile.ranked(8)).containsExactly(0, 1);
    assertThat(profile.shadow(8, 0.8)).containsExactly(0);
    assertThat(profile.shadow(8, 1)).containsExactly(0, 1);
  }

  @Test
  void aRunTakesTheSumOfItsBlocksLessWhatTheSharedOnesGain() {
    assertThat(profile.runNanos(8, Set.of())).isEqualTo(112 * MILLISECOND);
    assertThat(profile.runNanos(8, Set.of(0))).isEqualTo(80 * MILLISECOND + 4_000);
  }
}
