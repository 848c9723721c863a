package dev.hearth.sandbox.zygote;

import java.nio.ByteBuffer;

/** Hears what comes over a {@link Link}, on the thread of its {@link Wire}; does not block. */
interface Receiver {
  /** The connection was made; heard first. */
  void opened(Link link);

  /** Whether what comes is bytes without frames. */
  default boolean raw() {
    return false;
  }

  default void received(Link from, Frame kind, long call, byte[] body) {}

  default void received(ByteBuffer bytes) {}

  /** The other side is gone; heard last, unless this side closed it. */
  void closed();
}
