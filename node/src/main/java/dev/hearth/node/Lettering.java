package dev.hearth.node;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Draws words with a pen, for machines may have no fonts: black on white, in {@link #LETTERS}. */
final class Lettering {
  /** The letters there are, and the space. */
  static final String LETTERS = "AEHLRT ";

  /** A letter's grid; the pen is 0.8 wide. */
  static final double LETTER_WIDTH = 4;

  static final double LETTER_HEIGHT = 6;
  static final double ADVANCE = 5.6;
  private static final float PEN = 0.8f;

  private Lettering() {}

  /**
   * A picture with a word on it.
   *
   * @param unit pixels of a grid's step
   * @param x column of the word's left edge
   * @param y row of its upper edge
   */
  static BufferedImage draw(String word, int width, int height, double unit, int x, int y) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    pen.setColor(Color.BLACK);
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setStroke(new BasicStroke(PEN, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    pen.translate(x, y);
    pen.scale(unit, unit);
    for (int i = 0; i < word.length(); i++) {
      pen.draw(letter(word.charAt(i)));
      pen.translate(ADVANCE, 0);
    }
    pen.dispose();
    return image;
  }

  /** A word on a strip just large enough, its letters 36 pixels high. */
  static BufferedImage strip(String word) {
    int margin = 10;
    int unit = 6;
    int width = (int) (word.length() * ADVANCE * unit) + 2 * margin;
    int height = (int) (LETTER_HEIGHT * unit) + margin;
    return draw(word, width, height, unit, margin + unit / 2, margin / 2);
  }

  /** The picture turned by half a turn. */
  static BufferedImage upsideDown(BufferedImage image) {
    int right = image.getWidth() - 1;
    int bottom = image.getHeight() - 1;
    var turned = new BufferedImage(right + 1, bottom + 1, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y <= bottom; y++) {
      for (int x = 0; x <= right; x++) {
        turned.setRGB(right - x, bottom - y, image.getRGB(x, y));
      }
    }
    return turned;
  }

  static byte[] png(BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static Path2D letter(char letter) {
    var path = new Path2D.Double();
    switch (letter) {
      case 'A' -> {
        line(path, 0, 6, 2, 0, 4, 6);
        line(path, 0.7, 4, 3.3, 4);
      }
      case 'E' -> {
        line(path, 4, 0, 0, 0, 0, 6, 4, 6);
        line(path, 0, 3, 3.4, 3);
      }
      case 'H' -> {
        line(path, 0, 0, 0, 6);
        line(path, 4, 0, 4, 6);
        line(path, 0, 3, 4, 3);
      }
      case 'L' -> line(path, 0, 0, 0, 6, 4, 6);
      case 'R' -> {
        line(path, 0, 6, 0, 0, 2.4, 0);
        path.curveTo(4.4, 0, 4.4, 3.1, 2.4, 3.1);
        path.lineTo(0, 3.1);
        line(path, 2.2, 3.1, 4, 6);
      }
      case 'T' -> {
        line(path, 0, 0, 4, 0);
        line(path, 2, 0, 2, 6);
      }
      case ' ' -> {}
      default -> throw new IllegalArgumentException("there is no letter '" + letter + "'");
    }
    return path;
  }

  private static void line(Path2D path, double... points) {
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
  }
}
