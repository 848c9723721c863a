package dev.hearth.node;

import dev.hearth.inference.onnx.Shadow;
import dev.hearth.inference.onnx.Shadows;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An instance that is a shadow: it helps from when it is open until it is closed, and never if it
 * was closed first. Thread-safe by its lock.
 */
final class LiveShadow {
  private final Supplier<Shadow> opener;
  private final Shadows among;
  private @Nullable Shadow shadow;
  private boolean closed;

  /**
   * One that is not open.
   *
   * @param opener loads it
   * @param among those that bodies take one from
   */
  LiveShadow(Supplier<Shadow> opener, Shadows among) {
    this.opener = opener;
    this.among = among;
  }

  /** Loads it, unless it was closed; blocks. */
  synchronized void open() {
    if (!closed) {
      Shadow opened = opener.get();
      shadow = opened;
      among.add(opened);
    }
  }

  /** Frees it once no run has it; blocks. */
  synchronized void close() {
    closed = true;
    if (shadow != null) {
      among.remove(shadow);
      shadow.close();
      shadow = null;
    }
  }
}
