package dev.hearth.sandbox.microvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * A kernel that machines can boot.
 *
 * @param image a compressed kernel image
 * @param modules the directory of its modules, which may be absent if all is built in
 */
record GuestKernel(Path image, Path modules) {
  private static final String PREFIX = "vmlinuz-";

  /**
   * The one that was configured, or the newest in {@code /boot}.
   *
   * @param configured a file named {@code vmlinuz-RELEASE}
   */
  static Optional<GuestKernel> find(Optional<Path> configured) throws IOException {
    if (configured.isPresent()) {
      return configured.filter(Files::isReadable).map(GuestKernel::of);
    }
    Path boot = Path.of("/boot");
    if (!Files.isDirectory(boot)) {
      return Optional.empty();
    }
    try (var files = Files.list(boot)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .filter(Files::isReadable)
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(GuestKernel::of);
    }
  }

  /** With the modules of its release, beside it or where this machine has its own. */
  private static GuestKernel of(Path image) {
    String name = image.getFileName().toString();
    String release = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    Path beside = image.toAbsolutePath().resolveSibling("../lib/modules/" + release).normalize();
    return new GuestKernel(
        image, Files.isDirectory(beside) ? beside : Path.of("/lib/modules", release));
  }
}
