package dev.hearth.inference.image;

/** Which channels a model takes, in which order. */
public enum Colour {
  RGB(3),
  BGR(3),
  /** Luma of ITU-R BT.601: 0.299 red, 0.587 green, 0.114 blue. */
  GRAY(1);

  private final int channels;

  Colour(int channels) {
    this.channels = channels;
  }

  int channels() {
    return channels;
  }
}
