package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One part of a transaction, undone alone if it fails. */
final class Task<T> {
  private final EventDatabase.Work<T> work;
  final CompletableFuture<T> result = new CompletableFuture<>();

  /** Whether its result is told by the thread that writes, not on the loop. */
  final boolean direct;

  private @Nullable T value;
  private @Nullable Exception failure;

  Task(EventDatabase.Work<T> work, boolean direct) {
    this.work = work;
    this.direct = direct;
  }

  /**
   * Does the work.
   *
   * @throws SQLException if the whole transaction is lost
   */
  void run(Session session) throws SQLException {
    session.update("savepoint task");
    try {
      value = work.in(session);
      session.update("release task");
    } catch (SQLException | RuntimeException e) {
      failure = e;
      undo(session, e);
    }
  }

  /** A full disk undoes the whole transaction by itself; what is told is why, not that it is so. */
  private static void undo(Session session, Exception cause) throws SQLException {
    try {
      session.update("rollback to task");
      session.update("release task");
    } catch (SQLException e) {
      if (cause instanceof SQLException first) {
        first.addSuppressed(e);
        throw first;
      }
      throw e;
    }
  }

  /** Says how it ended, once the transaction is on the disk, or {@code lost} if it never will. */
  @SuppressWarnings("NullAway") // what was not done has no value, and a work may have none
  void tell(@Nullable FunctionException lost) {
    Exception cause = lost == null ? failure : lost;
    if (cause == null) {
      result.complete(value);
    } else if (cause instanceof SQLException) {
      result.completeExceptionally(
          new FunctionException(
              FunctionException.Code.SERVICE,
              "the store of events failed: " + cause.getMessage(),
              cause));
    } else {
      result.completeExceptionally(cause);
    }
  }
}
