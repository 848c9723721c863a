package dev.hearth.sandbox.zygote;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that this process shares with one sandbox, for payloads that would need many turns of a
 * socket: one half for each way, each with one payload at a time. Its file is gone before any code
 * of a function runs, so that nobody can change its size. Safe to use from any thread.
 */
final class Region implements AutoCloseable {
  static final int HALF_BYTES = 8 << 20;

  private final Path file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private boolean closed;

  /** Makes a file that has no pages until they are used. */
  Region(Path file) throws IOException {
    this.file = file;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.READ_WRITE, 0, 2L * HALF_BYTES, arena);
    }
  }

  /** The other side has it too. */
  void unlink() throws IOException {
    Files.deleteIfExists(file);
  }

  synchronized void put(byte[] bytes) {
    if (!closed) {
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }
  }

  /** What the other side has put there, after what came with the message about it. */
  synchronized byte[] get(byte[] before, int beforeBytes, int length) throws IOException {
    if (closed || length < 0 || length > HALF_BYTES) {
      throw new IOException("no payload of " + length + " bytes in shared memory");
    }
    var whole = new byte[beforeBytes + length];
    System.arraycopy(before, 0, whole, 0, beforeBytes);
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, HALF_BYTES, whole, beforeBytes, length);
    return whole;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      arena.close();
      unlink();
    }
  }
}
