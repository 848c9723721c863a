package dev.hearth.sandbox.runtimeapi;

/** Bytes that bodies of one sandbox may hold together, since they are the node's. Of one loop. */
final class Room {
  private long left;

  Room(long bytes) {
    left = bytes;
  }

  /** Takes some, if so many are left. */
  boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  void give(long bytes) {
    left += bytes;
  }
}
