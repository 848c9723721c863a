package dev.hearth.inference.image;

/** A decoded picture: row by row, the channels of a pixel together. */
final class Pixels {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  /**
   * A picture.
   *
   * @param channels 3 for red, green and blue, 1 for grey
   * @param samples unsigned bytes; kept, not copied
   */
  Pixels(int width, int height, int channels, byte[] samples) {
    if (samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          samples.length + " samples for " + width + " x " + height + " x " + channels);
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int channels() {
    return channels;
  }

  /** Unsigned bytes, not to be written. */
  byte[] samples() {
    return samples;
  }
}
