package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/** Turns what must be there into a value that is, or names what was missing. */
final class Present {
  private Present() {}

  static <T> T of(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalStateException("kernel defect: no " + what);
    }
    return value;
  }

  /** The same for one of many; the message is made only when it is needed. */
  static <T> T of(@Nullable T value, String what, long which) {
    if (value == null) {
      throw new IllegalStateException("kernel defect: no " + what + " " + which);
    }
    return value;
  }
}
