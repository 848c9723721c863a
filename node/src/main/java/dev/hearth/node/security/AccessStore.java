package dev.hearth.node.security;

import dev.hearth.functions.FormException;
import dev.hearth.functions.TableForms;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/**
 * Keeps keys, of which only digests, and whose names are, in one SQLite file that nobody else may
 * read. Each change is on the disk when it returns. Blocks; safe on any thread.
 */
final class AccessStore implements AutoCloseable {
  static final String FILE = "access.db";

  private static final String KEYS =
      """
      create table keys (id text primary key, digest text not null, name text not null,
        tenant text not null, roles text not null, created_at integer not null,
        expires_at integer)
      """;
  private static final String OWNERS =
      """
      create table owners (kind text not null, name text not null, tenant text not null,
        primary key (kind, name))
      """;

  static final TableForms FORMS =
      TableForms.of(
          "access.db",
          1,
          statement -> {
            statement.execute(KEYS);
            statement.execute(OWNERS);
          });

  private final Path file;
  private final Connection connection;

  /** Whose a name is. */
  record Owned(Kind kind, String name, String tenant) {}

  private AccessStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens the file, creating it if need be.
   *
   * @throws Refused if it cannot be used
   */
  static AccessStore open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (!Files.exists(file)) {
        create(file);
      }
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma journal_mode = persist");
        statement.execute("pragma synchronous = full");
        statement.execute("pragma busy_timeout = 5000");
        FORMS.prepare(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new AccessStore(file, connection);
    } catch (FormException e) {
      throw new Refused(e.text());
    } catch (IOException | SQLException e) {
      throw new Refused(TableForms.unusable(file, e).text());
    }
  }

  /**
   * When the keys in a file expire, in milliseconds since 1970 or 0 for never. Changes nothing, and
   * whoever has it open does not mind.
   *
   * @throws Refused if it cannot be read
   */
  static List<Long> expiries(Path file) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    var expiries = new ArrayList<Long>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select expires_at from keys")) {
      while (rows.next()) {
        expiries.add(rows.getLong(1));
      }
      return expiries;
    } catch (SQLException e) {
      throw new Refused("'%s' cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static void create(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  synchronized List<StoredKey> keys() {
    var keys = new ArrayList<StoredKey>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from keys order by created_at, id")) {
      while (rows.next()) {
        keys.add(key(rows));
      }
      return keys;
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static StoredKey key(ResultSet rows) throws SQLException {
    Set<Role> roles =
        Arrays.stream(rows.getString("roles").split(" "))
            .flatMap(word -> Role.of(word).stream())
            .collect(Collectors.toSet());
    long expires = rows.getLong("expires_at");
    return new StoredKey(
        rows.getString("id"),
        HexFormat.of().parseHex(rows.getString("digest")),
        new Caller(rows.getString("name"), rows.getString("tenant"), roles),
        rows.getLong("created_at"),
        expires == 0 ? OptionalLong.empty() : OptionalLong.of(expires));
  }

  synchronized void put(StoredKey key) {
    try (PreparedStatement statement =
        connection.prepareStatement("insert into keys values (?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, key.id());
      statement.setString(2, HexFormat.of().formatHex(key.digest()));
      statement.setString(3, key.caller().name());
      statement.setString(4, key.caller().tenant());
      statement.setString(
          5, key.caller().roles().stream().map(Role::word).collect(Collectors.joining(" ")));
      statement.setLong(6, key.createdAtMillis());
      statement.setLong(7, key.expiresAtMillis().orElse(0));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void removeKey(String id) {
    update("delete from keys where id = ?", id);
  }

  synchronized List<Owned> owners() {
    var owners = new ArrayList<Owned>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select kind, name, tenant from owners")) {
      while (rows.next()) {
        owners.add(
            new Owned(
                Kind.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
                rows.getString(2),
                rows.getString(3)));
      }
      return owners;
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void own(Kind kind, String name, String tenant) {
    update("insert or replace into owners values (?, ?, ?)", kind.word(), name, tenant);
  }

  void release(Kind kind, String name) {
    update("delete from owners where kind = ? and name = ?", kind.word(), name);
  }

  private synchronized void update(String sql, String... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Who may come in is not guessed. */
  private Refused damaged(IllegalArgumentException e) {
    return new Refused(
        "%s is damaged: %s; put back a copy, or move it away and make new keys"
            .formatted(file, e.getMessage()));
  }

  private IllegalStateException failed(SQLException e) {
    return new IllegalStateException(
        "the store of keys %s failed: %s%s".formatted(file, e.getMessage(), TableForms.remedy(e)),
        e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
