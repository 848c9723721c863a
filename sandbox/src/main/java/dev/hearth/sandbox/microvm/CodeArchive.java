package dev.hearth.sandbox.microvm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A function's directory as one tar archive, which is how it gets into a machine. */
final class CodeArchive {
  /** Its length is a multiple of this. */
  static final int BLOCK = 4096;

  private static final int MODE = 0755;

  private CodeArchive() {}

  /**
   * Packs it; every file may be executed, links are left out.
   *
   * @throws IOException also if it is larger than {@code most} bytes
   */
  static byte[] of(Path directory, long most) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8");
        var files = Files.walk(directory)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (bytes.size() + Files.size(file) > most) {
          throw new IOException(
              "the code is larger than %d bytes, half of the function's memory".formatted(most));
        }
        var entry = new TarArchiveEntry(directory.relativize(file).toString());
        entry.setSize(Files.size(file));
        entry.setMode(MODE);
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
    int blocks = (bytes.size() + BLOCK - 1) / BLOCK;
    return Arrays.copyOf(bytes.toByteArray(), blocks * BLOCK);
  }
}
