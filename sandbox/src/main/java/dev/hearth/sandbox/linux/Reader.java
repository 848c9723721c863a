package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/** Reads what is in a pipe without waiting for more. Used by one thread at a time. */
public final class Reader implements AutoCloseable {
  private static final int BUFFER = 64 << 10;
  private static final long O_NONBLOCK = 0x800;

  /** What a reading came to. */
  public enum Reached {
    /** There was no more. */
    EMPTY,
    /** There is more: enough was read for now. */
    MORE,
    /** Nobody holds the other end. */
    END
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Syscalls.state(arena);
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final Descriptor descriptor;
  private boolean closed;

  /** Reads a pipe's end, which has to be kept open by others if more is to come. */
  public Reader(Descriptor end) throws IOException {
    descriptor = Syscalls.open(end.path(), O_NONBLOCK);
  }

  /** What a {@link Poller} watches. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Hands on what there is, about as much as {@code most} bytes. */
  public Reached read(int most, Consumer<byte[]> bytes) {
    for (int total = 0; total < most; ) {
      if (closed) {
        return Reached.END;
      }
      long count =
          Syscalls.raw(
              state, Syscalls.READ, descriptor.number(), buffer.address(), BUFFER, 0, 0, 0);
      if (count == -Syscalls.EAGAIN) {
        return Reached.EMPTY;
      }
      if (count == 0 || (count < 0 && count != -Syscalls.EINTR)) {
        return Reached.END;
      }
      if (count > 0) {
        bytes.accept(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        total += (int) count;
      }
    }
    return Reached.MORE;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      descriptor.close();
      arena.close();
    }
  }
}
