package dev.hearth.cli.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.json.JsonMapper;

/** A snapshot of OSV's database: its {@code all.zip}, a directory of its files, or one of them. */
record Database(Path path) {
  /** Shows each of its advisories; how many there were. */
  int each(Consumer<Advisory> reader) throws IOException {
    if (Files.isDirectory(path)) {
      return directory(reader);
    }
    return path.toString().endsWith(".zip") ? zip(reader) : one(Files.newInputStream(path), reader);
  }

  private int directory(Consumer<Advisory> reader) throws IOException {
    int count = 0;
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
        count += one(Files.newInputStream(file), reader);
      }
    }
    return count;
  }

  private int zip(Consumer<Advisory> reader) throws IOException {
    int count = 0;
    try (var zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(".json")) {
          count += one(zip.getInputStream(entry), reader);
        }
      }
    }
    return count;
  }

  private static int one(InputStream json, Consumer<Advisory> reader) throws IOException {
    try (json) {
      reader.accept(Advisory.of(JsonMapper.shared().readTree(json)));
      return 1;
    }
  }
}
