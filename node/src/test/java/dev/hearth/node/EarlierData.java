package dev.hearth.node;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Data directories that earlier commits of Hearth left; what they hold says their README. */
final class EarlierData {
  /** What the latest of them is named. */
  static final String PRESENT = "02f4e61";

  /** The only key there is in them, of an administrator. */
  static final String KEY =
      "hk_4972d8020b5f_a0a195f080e996dfff7158b09610cf53219c1ea9c5a4ecc2176d8f8ca224b8c0";

  private static final Instant WRITTEN = Instant.parse("2026-11-22T23:30:00Z");

  private EarlierData() {}

  private static Path forms() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(EarlierData.class.getResource("/forms")).toURI());
  }

  /** A copy of what a commit left, at another place than it was written at. */
  static Path copy(String commit, Path to) throws IOException {
    try {
      Path from = forms().resolve(commit);
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Path target = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
          }
        }
      }
      return to;
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** The commits by which there is something, with files of a name if that is not empty. */
  static List<String> commits(String file) {
    try (Stream<Path> all = Files.list(forms())) {
      return all.filter(Files::isDirectory)
          .filter(commit -> file.isEmpty() || Files.exists(commit.resolve(file)))
          .map(commit -> commit.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The days on which they were written come again, so that nothing in them is out of date. */
  static WallClock then(Path scratch) throws IOException {
    long millis = WRITTEN.toEpochMilli() - System.currentTimeMillis();
    return WallClock.following(Files.writeString(scratch.resolve("clock"), Long.toString(millis)));
  }

  static void execute(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
