package dev.hearth.functions.event;

import dev.hearth.functions.Invoke;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The rows of calls that are accepted and not done. One is found by its number and its request: the
 * number alone may be that of a row that was undone, and another's by now.
 */
final class InvocationRows {
  private InvocationRows() {}

  static Waiting insert(
      Session session,
      String function,
      Optional<String> qualifier,
      Invoke call,
      Optional<String> callback,
      long now)
      throws SQLException {
    long id =
        session.insert(
            """
            insert into invocations (function, qualifier, request_id, payload, tenant, arn, trace,
              client_context, callback, accepted_at, due_at, attempts, delays)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
            """,
            function,
            qualifier.orElse(null),
            call.requestId(),
            call.payload(),
            call.tenant(),
            call.functionArn(),
            call.trace().orElse(null),
            call.clientContext().orElse(null),
            callback.orElse(null),
            now,
            now);
    return new Waiting(
        id, call.requestId(), function, qualifier, callback, now, now, 0, 0, Optional.of(call));
  }

  /** All of them, without their payloads. */
  static List<Waiting> all(Session session) throws SQLException {
    return session.all(
        """
        select id, request_id, function, qualifier, callback, accepted_at, due_at, attempts, delays
        from invocations order by id
        """,
        row ->
            new Waiting(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                row.getLong(6),
                row.getLong(7),
                row.getInt(8),
                row.getInt(9),
                Optional.empty()));
  }

  /** A call that is not held, as it was accepted; without a wait. */
  static Invoke call(Session session, Waiting waiting) throws SQLException {
    return session
        .only(
            """
            select request_id, payload, tenant, arn, trace, client_context
            from invocations where id = ? and request_id = ?
            """,
            InvocationRows::call,
            waiting.id,
            waiting.requestId)
        .orElseThrow(() -> new SQLException("call " + waiting.requestId + " is not on the disk"));
  }

  private static Invoke call(ResultSet row) throws SQLException {
    return new Invoke(
        row.getString(1),
        row.getBytes(2),
        row.getString(3),
        row.getString(4),
        0,
        false,
        Optional.ofNullable(row.getString(5)),
        Optional.ofNullable(row.getString(6)));
  }

  static void later(Session session, Waiting waiting, long dueAt, int attempts, int delays)
      throws SQLException {
    session.update(
        "update invocations set due_at = ?, attempts = ?, delays = ? where id = ? and request_id ="
            + " ?",
        dueAt,
        attempts,
        delays,
        waiting.id,
        waiting.requestId);
  }

  static boolean delete(Session session, Waiting waiting) throws SQLException {
    return session.update(
            "delete from invocations where id = ? and request_id = ?",
            waiting.id,
            waiting.requestId)
        > 0;
  }
}
