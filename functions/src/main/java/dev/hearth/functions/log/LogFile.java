package dev.hearth.functions.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The log of one function: {@code 0.log} is written, {@code 1.log} is the one before, and so on.
 * Used by one thread at a time.
 */
final class LogFile {
  private final Path directory;
  private final LogOptions options;

  LogFile(Path directory, LogOptions options) {
    this.directory = directory;
    this.options = options;
  }

  private Path file(int number) {
    return directory.resolve(number + ".log");
  }

  /** Appends lines, beginning a new file where the present one is full. */
  void append(List<String> lines) throws IOException {
    Files.createDirectories(directory);
    var text = new StringBuilder();
    long size = Files.exists(file(0)) ? Files.size(file(0)) : 0;
    for (String line : lines) {
      int bytes = line.getBytes(UTF_8).length + 1;
      if (size > 0 && size + bytes > options.fileBytes()) {
        write(text);
        rotate();
        size = 0;
      }
      text.append(line).append('\n');
      size += bytes;
    }
    write(text);
  }

  private void write(StringBuilder text) throws IOException {
    if (!text.isEmpty()) {
      try (OutputStream out =
          Files.newOutputStream(file(0), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(text.toString().getBytes(UTF_8));
      }
      text.setLength(0);
    }
  }

  private void rotate() throws IOException {
    for (int number = options.files() - 2; number >= 0; number--) {
      if (Files.exists(file(number))) {
        Files.move(file(number), file(number + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * The last lines that are asked for, oldest first.
   *
   * @param most how many
   */
  List<String> last(int most, Predicate<String> wanted) throws IOException {
    Deque<String> found = new ArrayDeque<>();
    for (int number = 0; number < options.files() && found.size() < most; number++) {
      List<String> lines = lines(number).reversed();
      for (String line : lines) {
        if (found.size() < most && wanted.test(line)) {
          found.addFirst(line);
        }
      }
    }
    return List.copyOf(found);
  }

  private List<String> lines(int number) throws IOException {
    try {
      return List.of(new String(Files.readAllBytes(file(number)), UTF_8).split("\n", -1));
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  void delete() throws IOException {
    for (int number = 0; number < options.files(); number++) {
      Files.deleteIfExists(file(number));
    }
    Files.deleteIfExists(directory);
  }
}
