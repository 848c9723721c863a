package dev.hearth.functions;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/**
 * The forms that the tables of one SQLite file have had, each a number that the file keeps as its
 * {@code user_version}. A file in an earlier form is brought to the present one, all at once or not
 * at all; one in a form that is not known is left as it is.
 */
public final class TableForms {
  /** Extended codes of errors hold more in their upper bytes. */
  private static final int PRIMARY_CODE = 0xFF;

  /** Changes tables of one form into those of the next. */
  @FunctionalInterface
  public interface Step {
    /**
     * Changes them, within a transaction.
     *
     * @param statement of the file's connection
     */
    void apply(Statement statement) throws SQLException;
  }

  private final String file;
  private final int oldest;
  private final List<Step> steps;

  private TableForms(String file, int oldest, List<Step> steps) {
    this.file = file;
    this.oldest = oldest;
    this.steps = steps;
  }

  /**
   * The forms of a file.
   *
   * @param file its name in a data directory
   * @param oldest the earliest form that was ever written, 0 or 1
   * @param steps from an empty file or form 0 to form 1, from 1 to 2, and so on; a new form is one
   *     more
   */
  public static TableForms of(String file, int oldest, Step... steps) {
    return new TableForms(file, oldest, List.of(steps));
  }

  /** What the file is called in a data directory. */
  public String file() {
    return file;
  }

  /** The earliest form that was ever written. */
  public int oldest() {
    return oldest;
  }

  /** The form that is written. */
  public int latest() {
    return steps.size();
  }

  /**
   * Makes sure that the tables are in the present form; an empty file gets them.
   *
   * @throws FormException if the file is in no form that is known, is damaged, or cannot be written
   */
  public void prepare(Path path, Connection connection) {
    try (Statement statement = connection.createStatement()) {
      int form = form(statement);
      if (form < 0 || form > latest()) {
        throw new FormException(
            ("%s was written by a newer Hearth, in form %d where this one knows %d; start the newer"
                    + " one, or name another data directory with --data")
                .formatted(path, form, latest()));
      }
      if (form < latest()) {
        migrate(statement, form);
      }
    } catch (SQLException e) {
      throw unusable(path, e);
    }
  }

  private static int form(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("pragma user_version")) {
      return rows.getInt(1);
    }
  }

  private void migrate(Statement statement, int from) throws SQLException {
    statement.execute("begin immediate");
    try {
      for (Step step : steps.subList(from, latest())) {
        step.apply(statement);
      }
      statement.execute("pragma user_version = " + latest());
      statement.execute("commit");
    } catch (SQLException e) {
      statement.execute("rollback");
      throw e;
    }
  }

  /** What to throw where a file cannot be opened. */
  public static FormException unusable(Path path, Exception cause) {
    String remedy = cause instanceof SQLException sql ? remedy(sql) : "";
    return new FormException(
        "%s cannot be used: %s%s; or name another data directory with --data"
            .formatted(path, cause.getMessage(), remedy),
        cause);
  }

  /** What to do about a failure, as the rest of a sentence; empty where nothing is known. */
  public static String remedy(SQLException failure) {
    if (isFull(failure)) {
      return "; the disk is full: free some space, try again";
    }
    boolean damaged =
        code(failure) == SQLiteErrorCode.SQLITE_CORRUPT.code
            || code(failure) == SQLiteErrorCode.SQLITE_NOTADB.code;
    return damaged
        ? "; it is damaged: stop the node and put back a copy, or move it away and begin without"
            + " what it held"
        : "";
  }

  /** Whether there was no room on the disk. */
  public static boolean isFull(SQLException failure) {
    return code(failure) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  private static int code(SQLException failure) {
    return failure.getErrorCode() & PRIMARY_CODE;
  }
}
