package dev.hearth.benchmarks.suites;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Blocks of 4 KiB written to new files and read again; the files are gone afterwards. */
final class Disk {
  private static final int BLOCK = 4_096;
  private static final int RANDOM_BLOCKS = 256;

  private Disk() {}

  private interface Work {
    byte[] on(FileChannel file) throws IOException;
  }

  private static byte[] withFile(Work work) {
    try {
      var path = Files.createTempFile("suite-", "");
      try (var file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        return work.on(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(FileChannel file, int value, long block) throws IOException {
    var bytes = new byte[BLOCK];
    Arrays.fill(bytes, (byte) value);
    file.write(ByteBuffer.wrap(bytes), block * BLOCK);
  }

  private static ByteBuffer read(FileChannel file, long block) throws IOException {
    var buffer = ByteBuffer.allocate(BLOCK);
    while (buffer.hasRemaining() && file.read(buffer, block * BLOCK + buffer.position()) >= 0) {
      // A read may give a part of the block only.
    }
    buffer.clear();
    return buffer;
  }

  private static long crc(ByteBuffer data) {
    var crc = new CRC32();
    crc.update(data);
    return crc.getValue();
  }

  static byte[] sequential(int n) {
    var draw = new Numbers(n);
    return withFile(
        file -> {
          for (int i = 0; i < n; i++) {
            write(file, draw.below(256), i);
          }
          var sums = new long[n];
          for (int i = 0; i < n; i++) {
            sums[i] = crc(read(file, i));
          }
          return Case.text(sums);
        });
  }

  static byte[] random(int n) {
    var draw = new Numbers(n);
    return withFile(
        file -> {
          file.write(ByteBuffer.allocate(1), (long) RANDOM_BLOCKS * BLOCK - 1);
          var sums = new long[n];
          for (int i = 0; i < n; i++) {
            int value = draw.below(256);
            write(file, value, draw.below(RANDOM_BLOCKS));
            sums[i] = crc(read(file, draw.below(RANDOM_BLOCKS)));
          }
          return Case.text(sums);
        });
  }

  /** Copies a file of n blocks to another. */
  static byte[] copied(int n) {
    var draw = new Numbers(n);
    return withFile(
        source ->
            withFile(
                target -> {
                  for (int i = 0; i < n; i++) {
                    write(source, draw.below(256), i);
                  }
                  var crc = new CRC32();
                  for (int i = 0; i < n; i++) {
                    target.write(read(source, i), (long) i * BLOCK);
                  }
                  for (int i = 0; i < n; i++) {
                    crc.update(read(target, i));
                  }
                  return Case.text(crc.getValue());
                }));
  }
}
