package dev.hearth.node;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what is deployed in one SQLite file, each change flushed to the disk before it returns. One
 * connection, used by one thread at a time. Chosen by measurement, see {@code
 * docs/decisions/single-node-store.md}.
 */
final class SqliteStore implements DeploymentStore {
  private static final String SCHEMA =
      "create table if not exists deployments (name text primary key, model text not null)";

  private static final String SET_UNLOADED =
      "update deployments set model = json_set(model, '$.unloaded', json(?)) where name = ?";

  /** Rows written by former versions lack what they did not know: it is false, 0 or empty. */
  private final JsonMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .withConfigOverride(
              List.class,
              list -> list.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private final Path file;
  private final Connection connection;

  private SqliteStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens the file, creating it if need be.
   *
   * @throws ConfigurationException if it cannot be used
   */
  static SqliteStore open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = full");
        statement.execute("pragma busy_timeout = 5000");
        statement.execute(SCHEMA);
      }
      return new SqliteStore(file, connection);
    } catch (IOException | SQLException e) {
      throw new ConfigurationException(
          "the data directory cannot be used: %s: %s; name another with --data"
              .formatted(file.toAbsolutePath().getParent(), e.getMessage()));
    }
  }

  @Override
  public synchronized void put(StoredModel model) {
    try (PreparedStatement statement =
        connection.prepareStatement("insert or replace into deployments values (?, ?)")) {
      statement.setString(1, model.name());
      statement.setString(2, json.writeValueAsString(model));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void remove(String name) {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from deployments where name = ?")) {
      statement.setString(1, name);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void setLoaded(String name, boolean loaded) {
    try (PreparedStatement statement = connection.prepareStatement(SET_UNLOADED)) {
      statement.setString(1, Boolean.toString(!loaded));
      statement.setString(2, name);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized List<StoredModel> all() {
    List<StoredModel> models = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select model from deployments order by name")) {
      while (rows.next()) {
        models.add(json.readValue(rows.getString(1), StoredModel.class));
      }
      return models;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(SQLException e) {
    return new UncheckedIOException(
        new IOException("the store of deployments " + file + " failed: " + e.getMessage(), e));
  }
}
