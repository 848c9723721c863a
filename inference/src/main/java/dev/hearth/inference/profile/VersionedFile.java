package dev.hearth.inference.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text file whose first line says what it is and in which version, and whose last line says that
 * it is whole.
 *
 * @param remedy what to do about one that cannot be read, beside starting the Hearth that wrote it
 */
public record VersionedFile(String kind, int version, String remedy) {
  private static final String END = "end";

  /**
   * The lines between the first and the last; empty if there is no such file.
   *
   * @throws ProfileException if it cannot be read, is damaged, or a later version wrote it
   */
  public Optional<List<String>> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ProfileException("%s cannot be read: %s".formatted(file, e), e);
    }
    requireVersion(file, lines.isEmpty() ? "" : lines.getFirst());
    if (!lines.getLast().equals(END)) {
      throw damaged(file, new IllegalArgumentException("its last line is not 'end'"));
    }
    return Optional.of(lines.subList(1, lines.size() - 1));
  }

  private void requireVersion(Path file, String head) {
    if (head.equals(kind + " " + version)) {
      return;
    }
    if (head.matches(kind + " \\d+")) {
      throw new ProfileException(
          "%s is in version %s of its format, and this Hearth knows only version %d; start the one that wrote it, or %s"
              .formatted(file, head.substring(kind.length() + 1), version, remedy));
    }
    throw damaged(file, new IllegalArgumentException("it does not begin with '" + kind + "'"));
  }

  /** What to throw where a line cannot be read. */
  public ProfileException damaged(Path file, IllegalArgumentException cause) {
    return new ProfileException(
        "%s is damaged: %s; put back a copy, or %s".formatted(file, cause.getMessage(), remedy),
        cause);
  }

  /** Replaces the file as a whole, making its directory if need be; durable when this returns. */
  public void write(Path file, List<String> lines) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, with(lines));
  }

  private List<String> with(List<String> lines) {
    List<String> all = new ArrayList<>(lines.size() + 2);
    all.add(kind + " " + version);
    all.addAll(lines);
    all.add(END);
    return all;
  }
}
