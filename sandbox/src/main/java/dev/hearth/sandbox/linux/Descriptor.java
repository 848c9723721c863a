package dev.hearth.sandbox.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/** A file descriptor of this process; closed once. */
public final class Descriptor implements AutoCloseable {
  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  Descriptor(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** A path by which this process and its children can open it. */
  public String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + number;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        Syscalls.call("close", Syscalls.CLOSE, number);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
