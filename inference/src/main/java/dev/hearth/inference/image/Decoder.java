package dev.hearth.inference.image;

import dev.hearth.inference.InvalidRequest;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG and JPEG files. Transparency and colour profiles are ignored, and so is the orientation
 * a camera wrote down. The size is taken from the file's head and refused before anything of that
 * size is made.
 */
final class Decoder {
  private static final Set<String> FORMATS = Set.of("png", "jpeg");
  private static final int OPAQUE_CHANNELS = 3;

  private final long maxPixels;

  Decoder(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  /**
   * Decodes a file.
   *
   * @param what names it in messages
   * @throws InvalidRequest if it is no whole PNG or JPEG file, or has too many pixels
   */
  Pixels decode(String what, byte[] file) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(what, stream);
      try {
        return read(what, reader, stream);
      } finally {
        reader.dispose();
      }
    } catch (InvalidRequest e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw invalid(what, "cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static ImageReader reader(String what, ImageInputStream stream) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    throw invalid(what, "is neither PNG nor JPEG; send the encoded file's bytes", null);
  }

  private Pixels read(String what, ImageReader reader, ImageInputStream stream) throws IOException {
    reader.setInput(stream, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw invalid(
          what,
          "has %d x %d pixels, more than the %d that are decoded; send a smaller one"
              .formatted(width, height, maxPixels),
          null);
    }
    var cut = new AtomicBoolean();
    reader.addIIOReadWarningListener(
        (_, warning) -> {
          if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            cut.set(true);
          }
        });
    BufferedImage image = reader.read(0);
    if (cut.get()) {
      throw invalid(what, "is cut off: its end is missing", null);
    }
    return pixels(image);
  }

  private static Pixels pixels(BufferedImage image) {
    if (!(image.getColorModel() instanceof ComponentColorModel model)) {
      return converted(image);
    }
    return switch (model.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY -> samples(image, 1);
      case ColorSpace.TYPE_RGB -> samples(image, OPAQUE_CHANNELS);
      default -> converted(image);
    };
  }

  /** The samples as they stand: Java would take grey for linear light and brighten it. */
  private static Pixels samples(BufferedImage image, int channels) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int bands = raster.getNumBands();
    int shift = Math.max(0, image.getColorModel().getComponentSize(0) - Byte.SIZE);
    var samples = new byte[width * image.getHeight() * channels];
    var row = new int[width * bands];
    int target = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          samples[target++] = (byte) (row[x * bands + channel] >> shift);
        }
      }
    }
    return new Pixels(width, image.getHeight(), channels, samples);
  }

  private static Pixels converted(BufferedImage image) {
    int width = image.getWidth();
    var samples = new byte[width * image.getHeight() * OPAQUE_CHANNELS];
    var row = new int[width];
    int target = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int rgb : row) {
        samples[target++] = (byte) (rgb >> 16);
        samples[target++] = (byte) (rgb >> 8);
        samples[target++] = (byte) rgb;
      }
    }
    return new Pixels(width, image.getHeight(), OPAQUE_CHANNELS, samples);
  }

  private static InvalidRequest invalid(String what, String why, @Nullable Throwable cause) {
    String message = what + " " + why;
    return cause == null
        ? new InvalidRequest(InvalidRequest.Code.INVALID_IMAGE, message)
        : new InvalidRequest(InvalidRequest.Code.INVALID_IMAGE, message, cause);
  }
}
