package dev.hearth.inference.profile;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A made-up picture to decode: soft colours with noise, so that it is neither empty nor random. */
final class SamplePicture {
  static final String SIZE = "320x240 PNG";
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int NOISE = 8;

  /** The encoded picture; not to be written. */
  static final byte[] PNG = png();

  private SamplePicture() {}

  private static byte[] png() {
    var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    var random = new SplittableRandom(1);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int soft = (x * 200 / WIDTH + random.nextInt(NOISE)) << 16;
        picture.setRGB(
            x, y, soft | ((y * 200 / HEIGHT + random.nextInt(NOISE)) << 8) | ((x ^ y) & 63));
      }
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
