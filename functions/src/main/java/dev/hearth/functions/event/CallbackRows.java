package dev.hearth.functions.event;

import dev.hearth.functions.Invoke;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of callbacks that were not made yet. */
final class CallbackRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private CallbackRows() {}

  /** A callback to make. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Callback(long id, String url, Map<String, String> headers, byte[] body, int attempts) {}

  static void insert(
      Session session, String url, String function, Invoke call, Outcome outcome, long now)
      throws SQLException {
    int status = outcome.success() ? 200 : 500;
    Map<String, String> headers =
        Map.of(
            "X-Call-Id", call.requestId(),
            "X-Function-Name", function,
            "X-Function-Status", Integer.toString(status),
            "X-Duration-Seconds", "%.6f".formatted(outcome.runNanos() / 1e9));
    session.update(
        "insert into callbacks (url, headers, body, due_at, attempts) values (?, ?, ?, ?, 0)",
        url,
        JSON.writeValueAsString(headers),
        Records.report(outcome),
        now);
  }

  static List<Callback> due(Session session, long now, int most) throws SQLException {
    return session.all(
        """
        select id, url, headers, body, attempts from callbacks
        where due_at <= ? order by due_at limit ?
        """,
        row ->
            new Callback(
                row.getLong(1),
                row.getString(2),
                JSON.readValue(row.getString(3), TEXTS),
                row.getBytes(4),
                row.getInt(5)),
        now,
        most);
  }

  static Optional<Long> next(Session session) throws SQLException {
    return session.only(
        "select due_at from callbacks order by due_at limit 1", row -> row.getLong(1));
  }

  static void later(Session session, long id, long dueAt, int attempts) throws SQLException {
    session.update(
        "update callbacks set due_at = ?, attempts = ? where id = ?", dueAt, attempts, id);
  }

  static void delete(Session session, long id) throws SQLException {
    session.update("delete from callbacks where id = ?", id);
  }
}
