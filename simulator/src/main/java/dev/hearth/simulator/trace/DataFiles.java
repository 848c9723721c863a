package dev.hearth.simulator.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of a trace, or all in a directory that end in {@code .csv} or {@code .txt}. */
final class DataFiles {
  private DataFiles() {}

  /** In order of their names. */
  static List<Path> of(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var listed = Files.list(path)) {
      var files =
          listed
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.(csv|txt)(\\.gz)?"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new TraceException(
            "%s has no file that ends in .csv or .txt; name the file".formatted(path));
      }
      return files;
    } catch (IOException e) {
      throw new TraceException("cannot list the files of %s".formatted(path), e);
    }
  }

  /** A file's name without its endings. */
  static String stem(Path file) {
    return String.valueOf(file.getFileName()).replaceAll("\\.(csv|txt)?(\\.gz)?$", "");
  }
}
