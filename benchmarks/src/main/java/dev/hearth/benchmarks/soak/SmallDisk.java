package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A really small file system in memory, mounted by this process; takes root. */
final class SmallDisk implements AutoCloseable {
  private static final int UNMOUNT_TRIES = 20;

  private final Path where;

  private SmallDisk(Path where) {
    this.where = where;
  }

  static Optional<SmallDisk> mount(Path where, int mebibytes) {
    String size = "size=" + mebibytes + "m";
    return Commands.succeeds("mount", "-t", "tmpfs", "-o", size, "hearth-soak", where.toString())
        ? Optional.of(new SmallDisk(where))
        : Optional.empty();
  }

  /** Writes until not a byte more fits. */
  void fill() {
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (int size = 1 << 16; size > 0; size /= 2) {
        fill(out, new byte[size]);
      }
    } catch (IOException _) {
      return; // what closing would write does not fit either
    }
  }

  private static void fill(OutputStream out, byte[] piece) {
    try {
      while (true) {
        out.write(piece);
      }
    } catch (IOException _) {
      return; // full
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  long usedBytes() throws IOException {
    var store = Files.getFileStore(where);
    return store.getTotalSpace() - store.getUnallocatedSpace();
  }

  private Path filler() {
    return where.resolve("filler");
  }

  /** What containers of a killed node have mounted below keeps it busy until it is let go. */
  @Override
  public void close() {
    for (int i = 0; i < UNMOUNT_TRIES; i++) {
      if (Commands.succeeds("umount", where.toString())) {
        return;
      }
      Commands.pause(100);
    }
    boolean _ = Commands.succeeds("umount", "--lazy", where.toString());
  }
}
