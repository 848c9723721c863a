package dev.hearth.inference.image;

/** The order of a picture tensor's dimensions: batch N, channels C, height H, width W. */
public enum Layout {
  NCHW(1, 2, 3),
  NHWC(3, 1, 2);

  private final int channels;
  private final int height;
  private final int width;

  Layout(int channels, int height, int width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /** The axis of the channels. */
  int channels() {
    return channels;
  }

  /** The axis of the rows. */
  int height() {
    return height;
  }

  /** The axis of the columns. */
  int width() {
    return width;
  }
}
