package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A pipe whose ends are closed apart; children get an end by its path. */
public record Pipe(Descriptor readEnd, Descriptor writeEnd) implements AutoCloseable {
  /**
   * A new one.
   *
   * @throws IOException if this process has no descriptor left
   */
  public static Pipe open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(8);
      Syscalls.call("pipe2", Syscalls.PIPE2, ends.address(), Syscalls.O_CLOEXEC);
      return new Pipe(
          new Descriptor(ends.get(ValueLayout.JAVA_INT, 0)),
          new Descriptor(ends.get(ValueLayout.JAVA_INT, 4)));
    }
  }

  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
