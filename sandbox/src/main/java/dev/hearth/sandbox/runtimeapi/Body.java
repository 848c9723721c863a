package dev.hearth.sandbox.runtimeapi;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * What a runtime sends, up to a limit. It takes memory as it comes, since what is announced need
 * never come.
 */
final class Body {
  private static final int FIRST = 4 << 10;
  private static final byte[] EMPTY = {};

  private final long most;
  private final long announced;
  private final Room room;
  private byte[] bytes = EMPTY;
  private int length;
  private boolean tooLarge;
  private boolean crowded;

  /**
   * An empty one.
   *
   * @param announced its length, or −1 if it was not told
   * @param room where it takes what it holds
   */
  Body(long most, long announced, Room room) {
    this.most = most;
    this.announced = announced;
    this.room = room;
    tooLarge = announced > most;
  }

  /** One that keeps nothing, for what nobody will look at. */
  static Body dropped() {
    return new Body(0, -1, new Room(0));
  }

  /** Adds what came, or drops it if there is too much. */
  void add(ByteBuf part) {
    int count = part.readableBytes();
    tooLarge |= length + (long) count > most;
    crowded |= !tooLarge && !crowded && !holds(length + count);
    if (tooLarge || crowded) {
      free();
      return;
    }
    part.readBytes(bytes, length, count);
    length += count;
  }

  private boolean holds(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    long end = announced >= needed ? announced : most;
    int size = (int) Math.min(end, Math.max(Math.max(FIRST, needed), 2L * bytes.length));
    if (!room.take(size - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  boolean tooLarge() {
    return tooLarge;
  }

  /** Whether others of its sandbox left no room for it. */
  boolean crowded() {
    return crowded;
  }

  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Gives back the room of what it holds; somebody else has it now, or nobody wants it. */
  void free() {
    room.give(bytes.length);
    bytes = EMPTY;
    length = 0;
  }
}
