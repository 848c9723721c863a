package dev.hearth.inference.image;

/** How a picture comes to the size a model takes. */
public enum Resize {
  /** To the whole size, whatever becomes of the proportions. */
  STRETCH,
  /** As large as fits, in proportion, in the middle; the rest is padding. */
  LETTERBOX,
  /** As large as fits, in proportion, in the upper left corner; the rest is padding. */
  FIT,
  /** As small as covers the size, in proportion; the middle of it is taken. */
  CROP
}
