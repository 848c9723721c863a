package dev.hearth.inference;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Removes the files of a store that nobody needs. A file somebody has just fetched stays until he
 * could say that he needs it. Thread-safe.
 */
final class Retention {
  private final Path files;
  private Set<String> recent = new HashSet<>();

  Retention(Path files) {
    this.files = files;
  }

  /** From now on the file stays, if it is there; before one looks whether it is. */
  synchronized void keep(String sha256) {
    recent.add(sha256);
  }

  /** What was fetched until now stays only if it is asked for. */
  synchronized void settle() {
    recent = new HashSet<>();
  }

  /** Removes all files but those asked for and those fetched since {@link #settle}. */
  void retain(Set<String> digests) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
      for (Path file : all) {
        if (!digests.contains(file.getFileName().toString())) {
          removeUnlessRecent(file);
        }
      }
    }
  }

  private synchronized void removeUnlessRecent(Path file) throws IOException {
    if (!recent.contains(file.getFileName().toString())) {
      Files.deleteIfExists(file);
    }
  }
}
