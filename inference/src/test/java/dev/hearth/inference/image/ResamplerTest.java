package dev.hearth.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resizing against values worked out by hand from the definition of the triangle filter. */
class ResamplerTest {
  private static final float ROUNDING = 1e-4f;

  private static Pixels grey(int width, int... samples) {
    var bytes = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return new Pixels(width, samples.length / width, 1, bytes);
  }

  private static float[] resized(
      Pixels source, Placement placement, int width, int height, float pad, boolean antialias) {
    var target = new float[width * height * source.channels()];
    new Resampler(width, height, pad, antialias)
        .resize(
            source,
            placement,
            (y, row) -> System.arraycopy(row, 0, target, y * row.length, row.length));
    return target;
  }

  private static float[] stretched(Pixels source, int width, int height, boolean antialias) {
    return resized(source, new Placement(width, height, 0, 0), width, height, 0, antialias);
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    assertThat(stretched(grey(3, 0, 100, 255, 7, 8, 9), 3, 2, true))
        .containsExactly(0, 100, 255, 7, 8, 9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twiceTheSizeLiesBetweenNeighbours(boolean antialias) {
    assertThat(stretched(grey(2, 0, 100), 4, 1, antialias)).containsExactly(0, 25, 75, 100);
    assertThat(stretched(grey(1, 0, 100), 1, 4, antialias)).containsExactly(0, 25, 75, 100);
  }

  @Test
  void halfTheSizeWeighsFourNeighbours() {
    // The centre of the first pixel is 1.0 and reaches 2: weights 3/8, 3/8 and, cut at the edge
    // of the picture, 1/8 of 7/8 in all; the second is its mirror image.
    float[] half = stretched(grey(4, 70, 0, 0, 140), 2, 1, true);
    assertThat(half[0]).isCloseTo(70 * 3f / 7, within(ROUNDING));
    assertThat(half[1]).isCloseTo(140 * 3f / 7, within(ROUNDING));
  }

  @Test
  void withoutAntialiasingOnlyTheNearestTwoCount() {
    // Centres 1.5 and 4.5 fall on source pixels 1 and 4.
    assertThat(stretched(grey(6, 255, 10, 255, 255, 20, 255), 2, 1, false)).containsExactly(10, 20);
    // Centres 1.0 and 3.0 fall between two source pixels.
    assertThat(stretched(grey(4, 10, 20, 30, 50), 2, 1, false)).containsExactly(15, 40);
  }

  @Test
  void whatAPictureDoesNotCoverIsPadding() {
    float[] boxed = resized(grey(2, 1, 2), new Placement(2, 1, 1, 1), 4, 3, 9, true);
    assertThat(boxed).containsExactly(9, 9, 9, 9, 9, 1, 2, 9, 9, 9, 9, 9);
  }

  @Test
  void whatLiesOutsideIsCut() {
    Pixels source = grey(4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    float[] cut = resized(source, new Placement(4, 4, -1, -2), 2, 2, 0, true);
    assertThat(cut).containsExactly(10, 11, 14, 15);
  }

  @Test
  void channelsStayApart() {
    var source = new Pixels(2, 1, 3, new byte[] {0, 10, 100, 0, 20, 60});
    assertThat(stretched(source, 1, 1, true)).containsExactly(0, 15, 80);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void weightsOfEveryPixelSumToOne(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int source = 1 + random.nextInt(500);
      int scaled = 1 + random.nextInt(500);
      boolean antialias = random.nextBoolean();
      var filter = new Filter(source, scaled, 0, scaled, antialias);
      for (int target = 0; target < scaled; target++) {
        double sum = 0;
        for (float weight : filter.weights(target)) {
          assertThat(weight).isBetween(0f, 1f);
          sum += weight;
        }
        assertThat(sum)
            .as("pixel %d of %d to %d, antialias %s", target, source, scaled, antialias)
            .isCloseTo(1, within(1e-4));
        assertThat(filter.first(target)).isNotNegative();
        assertThat(filter.first(target) + filter.weights(target).length)
            .isLessThanOrEqualTo(source);
      }
    }
  }
}
