package dev.hearth.functions;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps functions in one SQLite file, a row a function, each change one transaction that is flushed
 * to the disk before it returns. Environments are sealed. Thread-safe; everything blocks.
 */
public final class FunctionStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionStore.class);

  static final TableForms FORMS =
      TableForms.of(
          "functions.db",
          1,
          statement ->
              statement.execute(
                  "create table functions (name text primary key, state text not null)"));

  private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final String ENVIRONMENT = "environment";

  /** Rows written by former versions lack what they did not know: it is false, 0 or empty. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(
              List.class, it -> it.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .withConfigOverride(
              Map.class, it -> it.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .withConfigOverride(
              SortedMap.class,
              it -> it.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private final Path file;
  private final Connection connection;
  private final Vault vault;

  private FunctionStore(Path file, Connection connection, Vault vault) {
    this.file = file;
    this.connection = connection;
    this.vault = vault;
  }

  /**
   * Opens the file, creating it if need be.
   *
   * @throws FunctionException if it cannot be used, with the remedy
   */
  public static FunctionStore open(Path file, Vault vault) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        // Written in place, so that a full disk does not keep anybody from removing what fills it.
        statement.execute("pragma journal_mode = persist");
        statement.execute("pragma synchronous = full");
        statement.execute("pragma busy_timeout = 5000");
        FORMS.prepare(file, connection);
        return new FunctionStore(file, connection, vault);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (FormException e) {
      throw refused(e);
    } catch (IOException | SQLException e) {
      throw refused(TableForms.unusable(file, e));
    }
  }

  private static FunctionException refused(FormException e) {
    return new FunctionException(FunctionException.Code.SERVICE, e.text(), e);
  }

  synchronized void put(FunctionRecord function) {
    try (PreparedStatement statement =
        connection.prepareStatement("insert or replace into functions values (?, ?)")) {
      statement.setString(1, function.name());
      statement.setString(2, JSON.writeValueAsString(sealed(function)));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  synchronized void remove(String name) {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from functions where name = ?")) {
      statement.setString(1, name);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** All functions in the order of their names; what cannot be read is left out, and stays. */
  synchronized List<FunctionRecord> all() {
    var functions = new ArrayList<FunctionRecord>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select name, state from functions order by name")) {
      while (rows.next()) {
        read(rows.getString(1), rows.getString(2)).ifPresent(functions::add);
      }
      return functions;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Digests of all code that is named. */
  public synchronized Set<String> digests() {
    var digests = new HashSet<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select state from functions")) {
      while (rows.next()) {
        DIGEST.matcher(rows.getString(1)).results().map(MatchResult::group).forEach(digests::add);
      }
      return digests;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private JsonNode sealed(FunctionRecord function) {
    JsonNode tree = JSON.valueToTree(function);
    configurations(tree)
        .forEach(
            configuration -> {
              JsonNode environment = configuration.get(ENVIRONMENT);
              String secret = JSON.writeValueAsString(environment);
              configuration.put(ENVIRONMENT, environment.isEmpty() ? "" : vault.seal(secret));
            });
    return tree;
  }

  private Optional<FunctionRecord> read(String name, String state) {
    try {
      return Optional.of(opened(state));
    } catch (JacksonException | ClassCastException | NullPointerException e) {
      LOG.error(
          "the function '{}' is not served again, for its row in {} is damaged: {}; put back a copy"
              + " of the file, or create the function again",
          name,
          file,
          e.getMessage());
      return Optional.empty();
    }
  }

  private FunctionRecord opened(String state) {
    JsonNode tree = JSON.readTree(state);
    configurations(tree)
        .forEach(
            configuration -> {
              String sealed = configuration.path(ENVIRONMENT).asString("");
              JsonNode environment =
                  sealed.isEmpty() ? JSON.createObjectNode() : JSON.readTree(vault.open(sealed));
              configuration.set(ENVIRONMENT, environment);
            });
    return JSON.treeToValue(tree, FunctionRecord.class);
  }

  private static List<ObjectNode> configurations(JsonNode function) {
    var all = new ArrayList<ObjectNode>();
    all.add((ObjectNode) function.get("latest").get("configuration"));
    function.get("versions").forEach(each -> all.add((ObjectNode) each.get("configuration")));
    return all;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private FunctionException failed(SQLException e) {
    return new FunctionException(
        FunctionException.Code.SERVICE,
        "the store of functions " + file + " failed: " + e.getMessage() + TableForms.remedy(e),
        e);
  }
}
