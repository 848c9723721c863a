package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloatTextTest {
  private static final long SEED = 20_200_301;
  private static final int NUMBERS = 300_000;

  @ParameterizedTest
  @ValueSource(
      floats = {
        0f,
        -0f,
        1f,
        -1f,
        0.1f,
        0.3f,
        0.5f,
        2f,
        3f,
        10f,
        100f,
        33_554_428f,
        16_777_215f,
        8_388_609f,
        9_999_999f,
        1e7f,
        0.001f,
        0.0010000002f,
        9.999999e-4f,
        123_456.79f,
        1.1754944e-38f,
        Float.MIN_VALUE,
        3.4028235e38f,
        4_194_304.5f,
        999_999.94f,
        0.99999994f,
        1.0000001f
      })
  void numbersAtTheEdgesReadAsFloatToStringWritesThem(float value) {
    assertThat(text(value)).isEqualTo(Float.toString(value));
  }

  @Test
  void numbersOfAnyExponentReadAsFloatToStringWritesThem() {
    var random = new Random(SEED);
    for (int i = 0; i < NUMBERS; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value) && !text(value).equals(Float.toString(value))) {
        assertThat(text(value)).as("seed %d", SEED).isEqualTo(Float.toString(value));
      }
    }
  }

  @Test
  void numbersOfCommonSizesReadAsFloatToStringWritesThem() {
    var random = new Random(SEED);
    for (int i = 0; i < NUMBERS; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(10) - 3));
      if (!text(value).equals(Float.toString(value))) {
        assertThat(text(value)).as("seed %d", SEED).isEqualTo(Float.toString(value));
      }
    }
  }

  @Test
  void noTextIsLongerThanAnnounced() {
    assertThat(text(-Float.MIN_NORMAL)).hasSizeLessThanOrEqualTo(FloatText.MAX_BYTES);
  }

  private static String text(float value) {
    var target = new byte[FloatText.MAX_BYTES + 1];
    int end = FloatText.write(value, target, 1);
    return new String(target, 1, end - 1, StandardCharsets.ISO_8859_1);
  }
}
