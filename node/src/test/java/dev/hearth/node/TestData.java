package dev.hearth.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sounds and pictures out of Debian's packages, which the package client brings; nothing is
 * installed. What was brought once stays below {@code target}. A test that cannot have them is
 * skipped and says so.
 */
final class TestData {
  private static final Path KEPT = Path.of("target", "debian");

  private TestData() {}

  /** A file of a package, by its absolute path where the package installs it. */
  static Path debian(String debianPackage, String path) throws IOException, InterruptedException {
    Path installed = Path.of(path);
    Path kept = KEPT.resolve(debianPackage).resolve(path.substring(1)).toAbsolutePath();
    if (Files.isReadable(installed)) {
      return installed;
    }
    if (!Files.isReadable(kept)) {
      bring(debianPackage);
    }
    assumeTrue(Files.isReadable(kept), "package " + debianPackage + " has no " + path);
    return kept;
  }

  private static void bring(String debianPackage) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(KEPT.resolve(debianPackage));
    Command.Ended brought = Command.run(directory, "apt-get", "download", debianPackage);
    assumeTrue(
        brought.well(),
        "needs Debian's package %s, which apt-get did not bring: %s"
            .formatted(debianPackage, brought.output()));
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(directory, "*.deb")) {
      for (Path archive : archives) {
        Command.Ended unpacked =
            Command.run(directory, "dpkg-deb", "-x", archive.getFileName().toString(), ".");
        assumeTrue(unpacked.well(), "dpkg-deb did not unpack: " + unpacked.output());
        Files.delete(archive);
      }
    }
  }

  /** Skips a test where there is no npm. */
  static void assumeNpm() throws IOException, InterruptedException {
    Command.Ended npm = Command.run(Path.of("."), "npm", "--version");
    assumeTrue(npm.well(), "needs npm (Node.js) to bring a model: " + npm.output());
  }
}
