package dev.hearth.gateway.console;

import dev.hearth.gateway.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Pages that the simulator made, kept as files of a directory. Its methods block. */
public final class Reports {
  private static final String SUFFIX = ".html";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}");

  private final Path directory;
  private final int most;

  /**
   * Reports in a directory, which is made when the first one is kept.
   *
   * @param most that are kept
   */
  public Reports(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /**
   * One report.
   *
   * @param at when it was kept, in milliseconds since 1970
   */
  public record Report(String name, long bytes, long at) {}

  /** Everything a name may be is a safe name of a file. */
  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.badRequest(
          "a report cannot be called '%s'; use up to 100 letters, digits, dots, dashes and underscores, no dot first"
              .formatted(name));
    }
    return directory.resolve(name + SUFFIX);
  }

  /** All reports, the newest first. */
  synchronized List<Report> list() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .map(Reports::report)
          .sorted(Comparator.comparingLong(Report::at).reversed().thenComparing(Report::name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Report report(Path file) {
    try {
      String name = String.valueOf(file.getFileName());
      return new Report(
          name.substring(0, name.length() - SUFFIX.length()),
          Files.size(file),
          Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a report; one of that name is replaced as a whole. */
  synchronized Report put(String name, byte[] content) {
    Path file = file(name);
    try {
      if (!Files.exists(file) && list().size() >= most) {
        throw Problem.of(
            409,
            "%d reports are kept, which is the limit; delete one, or raise console.reports"
                .formatted(most));
      }
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "report", ".tmp");
      try {
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      return report(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized byte[] get(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (NoSuchFileException _) {
      throw missing(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void delete(String name) {
    try {
      if (!Files.deleteIfExists(file(name))) {
        throw missing(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem missing(String name) {
    return Problem.notFound("no report '" + name + "' is kept");
  }
}
