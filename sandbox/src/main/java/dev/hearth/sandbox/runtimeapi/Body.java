package dev.hearth.sandbox.runtimeapi;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** What a runtime sends, up to a limit. */
final class Body {
  private static final int FIRST = 4 << 10;

  private final long most;
  private byte[] bytes;
  private int length;
  private boolean tooLarge;

  /**
   * An empty one.
   *
   * @param announced its length, or −1 if it was not told
   */
  Body(long most, long announced) {
    this.most = most;
    tooLarge = announced > most;
    bytes = new byte[(int) (announced >= 0 && !tooLarge ? announced : Math.min(FIRST, most))];
  }

  /** Adds what came, or drops it if there is too much. */
  void add(ByteBuf part) {
    int count = part.readableBytes();
    if (tooLarge || length + (long) count > most) {
      tooLarge = true;
      bytes = new byte[0];
      length = 0;
      return;
    }
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(length + count, 2L * length)));
    }
    part.readBytes(bytes, length, count);
    length += count;
  }

  boolean tooLarge() {
    return tooLarge;
  }

  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
