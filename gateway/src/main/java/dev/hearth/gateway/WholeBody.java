package dev.hearth.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** A body in one array while it comes, for which never much more is taken than has come of it. */
final class WholeBody {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final long announced;
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * None of it yet.
   *
   * @param announced how many bytes are said to come, or −1; an array grows no further than that
   *     unless more come
   */
  WholeBody(long announced) {
    this.announced = announced;
  }

  void add(Buffer chunk) {
    long needed = (long) size + chunk.length();
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, room(needed));
    }
    chunk.getBytes(0, chunk.length(), bytes, size);
    size = (int) needed;
  }

  private int room(long needed) {
    if (needed > MAX_ARRAY) {
      throw new OutOfMemoryError("no array is as long as this body");
    }
    long most = announced < needed ? MAX_ARRAY : Math.min(announced, MAX_ARRAY);
    return (int) Math.clamp(2L * bytes.length, needed, most);
  }

  /** All that came; not to be written. */
  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
