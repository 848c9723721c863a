package dev.hearth.benchmarks;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to send. */
final class Pictures {
  private static final int WIDTH = 192;
  private static final int HEIGHT = 48;
  private static final int STROKES = 24;

  private Pictures() {}

  /** A light strip with dark strokes, as of a line of text, as a PNG. */
  static byte[] line(Random random) {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Color.BLACK);
    for (int i = 0; i < STROKES; i++) {
      graphics.fillRect(random.nextInt(WIDTH), random.nextInt(HEIGHT), 3, 14);
    }
    graphics.dispose();
    try (var out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
