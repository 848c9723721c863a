package dev.hearth.sandbox.microvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/** The files a machine boots from: busybox, our first process, and modules for its devices. */
final class Initramfs {
  private final CpioArchiveOutputStream cpio;
  private long inode = 1;

  private Initramfs(OutputStream out) {
    cpio = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW);
  }

  /**
   * Writes one.
   *
   * @param busybox a static binary
   * @param modules in the order they are to be loaded
   */
  static void write(Path file, Path busybox, List<Path> modules) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      var files = new Initramfs(out);
      files.directory("bin");
      files.directory("etc");
      files.directory("modules");
      files.file("bin/busybox", 0755, Files.readAllBytes(busybox));
      files.file("init", 0755, resource("init.sh"));
      files.file(
          "etc/passwd", 0644, text("root:x:0:0::/:/bin/sh\nfunction:x:1000:1000::/tmp:/bin/sh\n"));
      files.file("etc/group", 0644, text("root:x:0:\nfunction:x:1000:\n"));
      files.file("etc/hosts", 0644, text("127.0.0.1 localhost\n"));
      var order = new StringBuilder();
      for (Path module : modules) {
        String name = module.getFileName().toString();
        files.file("modules/" + name, 0644, Files.readAllBytes(module));
        order.append(name).append('\n');
      }
      files.file("modules/order", 0644, text(order.toString()));
      files.cpio.finish();
      files.cpio.flush();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Initramfs.class.getResourceAsStream(name), name + " is not in the jar")) {
      return in.readAllBytes();
    }
  }

  private void directory(String name) throws IOException {
    entry(name, CpioConstants.C_ISDIR | 0755, new byte[0]);
  }

  private void file(String name, int mode, byte[] content) throws IOException {
    entry(name, CpioConstants.C_ISREG | mode, content);
  }

  private void entry(String name, long mode, byte[] content) throws IOException {
    var entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, content.length);
    entry.setMode(mode);
    entry.setInode(inode++);
    entry.setNumberOfLinks(1);
    cpio.putArchiveEntry(entry);
    cpio.write(content);
    cpio.closeArchiveEntry();
  }
}
