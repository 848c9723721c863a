package dev.hearth.functions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Files that earlier commits of Hearth wrote; what each is says {@code forms/README.md}. */
public final class Fixture {
  private Fixture() {}

  /** Copies a file that a commit wrote, so that it may be changed. */
  public static Path copy(String commit, String name, Path directory) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = Fixture.class.getResourceAsStream("/forms/" + commit + "/" + name)) {
      if (in == null) {
        throw new IOException("there is no fixture " + commit + "/" + name);
      }
      Files.copy(in, file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  /** Does something to a SQLite file behind Hearth's back. */
  public static void execute(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The form a file says it is in. */
  public static int form(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("pragma user_version")) {
      return rows.getInt(1);
    }
  }

  /** Overwrites all pages but the first, which says what the file is. */
  public static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4_096; i < bytes.length; i++) {
      bytes[i] = (byte) 0xA5;
    }
    Files.write(file, bytes);
  }
}
