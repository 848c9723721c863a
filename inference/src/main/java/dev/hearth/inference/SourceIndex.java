package dev.hearth.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which digest each source had when it was last fetched; one small file a source. */
final class SourceIndex {
  private final Path directory;

  SourceIndex(Path directory) {
    this.directory = directory;
  }

  /** The entry, or nothing if there is none or it cannot be read: then it is fetched anew. */
  Optional<Entry> find(ModelSource source) {
    try {
      return Entry.parse(Files.readAllLines(file(source), StandardCharsets.UTF_8))
          .filter(entry -> entry.source().equals(source.toString()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void put(ModelSource source, Entry entry, Incoming incoming) throws IOException {
    try (Incoming.Part part = incoming.begin(source)) {
      part.receive(String.join("\n", entry.lines()).getBytes(StandardCharsets.UTF_8));
      part.moveTo(file(source));
    }
  }

  /** Forgets the sources whose file is not there any more. */
  void retain(Path files) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        Optional<Entry> entry = Entry.parse(Files.readAllLines(file, StandardCharsets.UTF_8));
        if (entry.isEmpty() || !Files.exists(files.resolve(entry.get().sha256()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(ModelSource source) {
    return directory.resolve(Digests.sha256(source.text().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What a source was when it was last fetched.
   *
   * @param version what {@link SourceReader#version} said
   * @param sha256 the digest of the stored file
   * @param bytes its size
   */
  record Entry(String source, String version, String sha256, long bytes) {
    List<String> lines() {
      return List.of(source, version, sha256, Long.toString(bytes));
    }

    static Optional<Entry> parse(List<String> lines) {
      if (lines.size() != 4 || !Digests.isSha256(lines.get(2))) {
        return Optional.empty();
      }
      try {
        long bytes = Long.parseLong(lines.get(3));
        return Optional.of(new Entry(lines.get(0), lines.get(1), lines.get(2), bytes));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }
}
