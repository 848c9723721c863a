package dev.hearth.cli.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Searching and parting bytes. */
final class Bytes {
  private Bytes() {}

  /** Whether the first {@code length} bytes of {@code text} contain a word. */
  static boolean contain(byte[] text, int length, byte[] word) {
    for (int from = 0; from + word.length <= length; from++) {
      int matched = 0;
      while (matched < word.length && text[from + matched] == word[matched]) {
        matched++;
      }
      if (matched == word.length) {
        return true;
      }
    }
    return false;
  }

  /** The next bytes of a buffer, as one of their own, little-endian. */
  static ByteBuffer next(ByteBuffer from, int size) {
    ByteBuffer part = from.slice(from.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    from.position(from.position() + size);
    return part;
  }
}
