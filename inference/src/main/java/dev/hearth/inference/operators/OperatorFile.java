package dev.hearth.inference.operators;

import dev.hearth.inference.profile.VersionedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file of operators: a line for the machine they were timed on, then one for each point, its
 * columns parted by tabs. It is replaced as a whole.
 */
public final class OperatorFile {
  private static final VersionedFile FORMAT =
      new VersionedFile("hearth-operators", 1, "move it away and profile again");
  private static final int COLUMNS = 8;

  private OperatorFile() {}

  /**
   * What is kept of a machine; nothing where the file is of another one or absent.
   *
   * @throws dev.hearth.inference.profile.ProfileException if it cannot be read, or a later version
   *     wrote it
   */
  public static OperatorDatabase read(Path file, String machine) {
    var database = new OperatorDatabase();
    Optional<List<String>> lines = FORMAT.read(file);
    if (lines.isEmpty() || lines.get().isEmpty() || !lines.get().getFirst().equals(machine)) {
      return database;
    }
    try {
      lines.get().stream().skip(1).map(OperatorFile::point).forEach(database::add);
    } catch (IllegalArgumentException e) {
      throw FORMAT.damaged(file, e);
    }
    return database;
  }

  private static OperatorPoint point(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("'%s' is not an operator's line".formatted(line));
    }
    return new OperatorPoint(
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        Integer.parseInt(columns[4]),
        Integer.parseInt(columns[5]),
        Long.parseLong(columns[6]),
        Long.parseLong(columns[7]));
  }

  /** Keeps a database; durable when this returns. */
  public static void write(Path file, String machine, OperatorDatabase database)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(machine);
    for (OperatorPoint point : database.points()) {
      lines.add(
          String.join(
              "\t",
              point.type(),
              point.attributes(),
              point.types(),
              point.pattern(),
              Integer.toString(point.threads()),
              Integer.toString(point.rows()),
              Long.toString(point.work()),
              Long.toString(point.nanos())));
    }
    FORMAT.write(file, lines);
  }
}
