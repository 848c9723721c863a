package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that goes away with all that is in it. */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path = Files.createTempDirectory("hearth-benchmark");

  public TemporaryDirectory() throws IOException {}

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
