package dev.hearth.functions.event;

import dev.hearth.functions.FormException;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.TableForms;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of everything that waits: one SQLite database, written by one thread. What has gathered
 * while the last transaction was flushed is the next one (group commit: Gawlick and Kinkade, IEEE
 * Data Engineering Bulletin 1985), so that many changes share one flush and each is on the disk
 * when it is answered.
 */
public final class EventDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventDatabase.class);

  /** Changes that may wait for the disk; one more is refused. */
  private static final int MAX_WAITING = 65_536;

  private static final int MAX_GROUP = 1_024;

  /** Pages of 4 KiB that nothing is in and that are kept, and how many are given back at a time. */
  private static final int SPARE_PAGES = 512;

  /** What {@code pragma auto_vacuum} answers for a file whose free pages can be given back. */
  private static final int INCREMENTAL = 2;

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Task<?> STOP = new Task<>(_ -> "", true);

  /** Something done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  private final Path file;
  private final Executor loop;
  private final Session session;
  private final LinkedBlockingQueue<Task<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Thread writer;
  private volatile boolean closing;

  /** Of the writing thread. */
  private long lookedAt = System.nanoTime();

  private boolean lookAgain;

  private EventDatabase(Path file, Session session, Executor loop) {
    this.file = file;
    this.session = session;
    this.loop = loop;
    writer = Thread.ofPlatform().name("events").daemon(true).start(this::write);
  }

  /**
   * Opens the file, creating it if need be.
   *
   * @param loop where all results are told
   * @throws FunctionException if it cannot be used
   */
  public static EventDatabase open(Path file, Executor loop) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        // One node has the directory: no memory shared by files is needed, for which a full disk
        // has no room.
        statement.execute("pragma locking_mode = exclusive");
        becomeOneThatGivesRoomBack(statement);
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = full");
        statement.execute("pragma busy_timeout = 5000");
        Tables.FORMS.prepare(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new EventDatabase(file, new Session(connection), loop);
    } catch (FormException e) {
      throw refused(e);
    } catch (SQLException e) {
      throw refused(TableForms.unusable(file, e));
    }
  }

  /**
   * Only a file without tables can become so, and older ones stay as they are. Saying it to a file
   * that is so already writes to it, for which a full disk has no room.
   */
  private static void becomeOneThatGivesRoomBack(Statement statement) throws SQLException {
    try (ResultSet mode = statement.executeQuery("pragma auto_vacuum")) {
      if (mode.next() && mode.getInt(1) == INCREMENTAL) {
        return;
      }
    }
    statement.execute("pragma auto_vacuum = incremental");
  }

  private static FunctionException refused(FormException e) {
    return new FunctionException(FunctionException.Code.SERVICE, e.text(), e);
  }

  /**
   * Does something in a transaction.
   *
   * @return its result, told on the loop once the transaction is on the disk; fails with {@link
   *     FunctionException} if it was undone or never begun
   */
  <T> CompletionStage<T> submit(Work<T> work) {
    return submit(new Task<>(work, false));
  }

  /** Does something at once, while the caller waits. */
  <T> T now(Work<T> work) {
    try {
      return submit(new Task<>(work, true)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FunctionException refused ? refused : e;
    }
  }

  private synchronized <T> CompletableFuture<T> submit(Task<T> task) {
    if (!closing && waiting.offer(task)) {
      return task.result;
    }
    return CompletableFuture.failedFuture(
        new FunctionException(
            FunctionException.Code.TOO_MANY_REQUESTS,
            closing
                ? "the node is stopping; try again when it is back"
                : "the disk does not keep up: %d events wait for it; try again"
                    .formatted(MAX_WAITING)));
  }

  private void write() {
    var group = new ArrayList<Task<?>>();
    boolean more = true;
    while (more) {
      more = gather(group);
      if (!group.isEmpty()) {
        FunctionException lost = commit(group);
        tell(List.copyOf(group), lost);
      }
      giveRoomBack();
    }
  }

  private @Nullable FunctionException commit(List<Task<?>> group) {
    try {
      session.update("begin immediate");
      for (Task<?> task : group) {
        task.run(session);
      }
      session.update("commit");
      return null;
    } catch (SQLException e) {
      LOG.error("{} could not be written: {}", file, e.getMessage());
      rollBack();
      return failed(file, e);
    }
  }

  /**
   * What a backlog took is the disk's again, a little at a time; some stays for what comes next.
   */
  private void giveRoomBack() {
    long now = System.nanoTime();
    if (now - lookedAt < LOOK_NANOS) {
      lookAgain = true;
      return;
    }
    lookedAt = now;
    try {
      long before = freePages();
      if (before > SPARE_PAGES) {
        session.run("pragma incremental_vacuum(%d)".formatted(SPARE_PAGES));
        session.run("pragma wal_checkpoint(passive)");
      }
      long after = freePages();
      lookAgain = after > SPARE_PAGES && after < before;
    } catch (SQLException e) {
      lookAgain = false;
      LOG.debug("{} keeps its size for now: {}", file, e.getMessage());
    }
  }

  private long freePages() throws SQLException {
    return session.only("pragma freelist_count", row -> row.getLong(1)).orElse(0L);
  }

  private void rollBack() {
    try {
      session.update("rollback");
    } catch (SQLException e) {
      LOG.debug("nothing to roll back: {}", e.getMessage());
    }
  }

  private void tell(List<Task<?>> group, @Nullable FunctionException lost) {
    List<Task<?>> others = group.stream().filter(task -> !task.direct).toList();
    if (!others.isEmpty()) {
      loop.execute(() -> others.forEach(task -> task.tell(lost)));
    }
    group.stream().filter(task -> task.direct).forEach(task -> task.tell(lost));
  }

  /**
   * Waits for work, or a moment only while there is room to give back; false once nothing comes any
   * more.
   */
  private boolean gather(List<Task<?>> group) {
    group.clear();
    try {
      Task<?> first = lookAgain ? waiting.poll(LOOK_NANOS, TimeUnit.NANOSECONDS) : waiting.take();
      if (first == null) {
        return true;
      }
      group.add(first);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    waiting.drainTo(group, MAX_GROUP - 1);
    return !group.remove(STOP);
  }

  private static FunctionException failed(Path file, SQLException e) {
    return new FunctionException(
        FunctionException.Code.SERVICE,
        "the store of events %s failed: %s%s".formatted(file, e.getMessage(), TableForms.remedy(e)),
        e);
  }

  /** Writes what waits and ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    try {
      waiting.put(STOP);
      writer.join();
      session.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }
}
