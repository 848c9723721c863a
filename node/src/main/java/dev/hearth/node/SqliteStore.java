package dev.hearth.node;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.hearth.functions.FormException;
import dev.hearth.functions.TableForms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what is deployed in one SQLite file, a row a model or graph, each change one transaction
 * that is flushed to the disk before it returns. One connection, used by one thread at a time.
 * Chosen by measurement, see {@code docs/decisions/single-node-store.md}.
 */
final class SqliteStore implements DeploymentStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
  private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");

  private static final String CREATE =
      "create table models (name text primary key, state text not null)";

  private static final String CREATE_GRAPHS =
      "create table graphs (name text primary key, version integer not null, manifest text not"
          + " null)";

  private static final String HAS_FORM_0 =
      "select count(*) from sqlite_master where type = 'table' and name = 'deployments'";

  private static final String FROM_FORM_0 =
      """
      insert into models select name, json_object(
        'name', name,
        'last', json_extract(model, '$.version'),
        'traffic', json_object(cast(json_extract(model, '$.version') as text), 100),
        'versions', json_array(json(model)))
      from deployments
      """;

  /** Form 0 had one version a model, 1 no graphs. */
  static final TableForms FORMS =
      TableForms.of(
          "deployments.db",
          0,
          SqliteStore::severalVersions,
          statement -> statement.execute(CREATE_GRAPHS));

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
        // Written in place, so that a full disk does not keep anybody from removing what fills it.
        statement.execute("pragma journal_mode = persist");
        statement.execute("pragma synchronous = full");
        statement.execute("pragma busy_timeout = 5000");
        FORMS.prepare(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new SqliteStore(file, connection);
    } catch (FormException e) {
      throw new ConfigurationException(e.text());
    } catch (IOException | SQLException e) {
      throw new ConfigurationException(TableForms.unusable(file, e).text());
    }
  }

  private static void severalVersions(Statement statement) throws SQLException {
    statement.execute(CREATE);
    if (number(statement, HAS_FORM_0) > 0) {
      statement.execute(FROM_FORM_0);
      statement.execute("drop table deployments");
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.getInt(1);
    }
  }

  @Override
  public synchronized void put(StoredVersions model) {
    try (PreparedStatement statement =
        connection.prepareStatement("insert or replace into models values (?, ?)")) {
      statement.setString(1, model.name());
      statement.setString(2, json.writeValueAsString(model));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void remove(String name) {
    remove("delete from models where name = ?", name);
  }

  private void remove(String sql, String name) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized List<StoredVersions> all() {
    List<StoredVersions> models = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select name, state from models order by name")) {
      while (rows.next()) {
        read(rows.getString(1), rows.getString(2)).ifPresent(models::add);
      }
      return models;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Optional<StoredVersions> read(String name, String state) {
    try {
      return Optional.of(json.readValue(state, StoredVersions.class));
    } catch (JacksonException e) {
      LOG.error(
          "'{}' is not served again, for its row in {} is damaged: {}; put back a copy of the file,"
              + " or deploy it again",
          name,
          file,
          e.getOriginalMessage());
      return Optional.empty();
    }
  }

  @Override
  public synchronized void putGraph(StoredGraph graph) {
    try (PreparedStatement statement =
        connection.prepareStatement("insert or replace into graphs values (?, ?, ?)")) {
      statement.setString(1, graph.name());
      statement.setInt(2, graph.version());
      statement.setString(3, graph.manifest());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void removeGraph(String name) {
    remove("delete from graphs where name = ?", name);
  }

  @Override
  public synchronized List<StoredGraph> graphs() {
    List<StoredGraph> graphs = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select name, version, manifest from graphs order by name")) {
      while (rows.next()) {
        graphs.add(new StoredGraph(rows.getString(1), rows.getInt(2), rows.getString(3)));
      }
      return graphs;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized Set<String> digests() {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select state from models")) {
      var digests = new HashSet<String>();
      while (rows.next()) {
        DIGEST.matcher(rows.getString(1)).results().map(MatchResult::group).forEach(digests::add);
      }
      return digests;
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

  private StoreFailure failed(SQLException e) {
    return new StoreFailure(
        "the store of deployments " + file + " failed: " + e.getMessage() + TableForms.remedy(e),
        TableForms.isFull(e),
        e);
  }
}
