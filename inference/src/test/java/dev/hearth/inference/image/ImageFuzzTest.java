package dev.hearth.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.inference.InvalidRequest;

/** Pictures made of any bytes. */
class ImageFuzzTest {
  private static final int MAX_PIXELS = 1 << 14;

  /** A picture that is decoded is as large as it says, and within what is allowed. */
  @FuzzTest
  void decode(byte[] bytes) {
    try {
      Pixels pixels = new Decoder(MAX_PIXELS).decode("picture 0", bytes);
      assertThat(pixels.width() * pixels.height()).isBetween(1, MAX_PIXELS);
      assertThat(pixels.channels()).isIn(1, 3);
    } catch (InvalidRequest e) {
      assertThat(e).hasMessageStartingWith("picture 0 ");
    }
  }
}
