package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.functions.FunctionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventDatabaseTest {
  private static final int BACKLOG = 8 << 20;
  private static final int MORE_THAN_FITS = 4 << 20;
  private static final String INSERT = "insert into kept (contents) values (?)";

  @TempDir Path directory;

  /** SQLite's own bound on a file fails as a full disk does. */
  @Test
  void onceAFullDiskHasRoomAgainItWrites() {
    try (var database = EventDatabase.open(directory.resolve("events.db"), Runnable::run)) {
      int _ = database.now(session -> session.update("create table kept (contents blob)"));
      bound(database, 200);
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(FunctionException.class)
            .isThrownBy(() -> insert(database, MORE_THAN_FITS))
            .withMessageContaining("full");
      }
      bound(database, 1_000_000);
      assertThat(insert(database, MORE_THAN_FITS)).isEqualTo(1);
      assertThat(insert(database, 1)).isEqualTo(1);
      assertThat(rows(database)).isEqualTo(2);
    }
  }

  @Test
  void aStatementThatIsWrongFailsAloneEachTime() {
    try (var database = EventDatabase.open(directory.resolve("events.db"), Runnable::run)) {
      int _ = database.now(session -> session.update("create table kept (contents blob unique)"));
      assertThat(insert(database, 1)).isEqualTo(1);
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(FunctionException.class)
            .isThrownBy(() -> insert(database, 1))
            .withMessageContaining("UNIQUE");
      }
      assertThat(insert(database, 2)).isEqualTo(1);
    }
  }

  @Test
  void whatABacklogTookIsTheDisksAgain() throws Exception {
    Path file = directory.resolve("events.db");
    try (var database = EventDatabase.open(file, Runnable::run)) {
      int _ = database.now(session -> session.update("create table kept (contents blob)"));
      assertThat(insert(database, BACKLOG)).isEqualTo(1);
      assertThat(Files.size(file) + Files.size(directory.resolve("events.db-wal")))
          .isGreaterThan(BACKLOG);
      int _ = database.now(session -> session.update("delete from kept"));
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (Files.size(file) > BACKLOG / 2 && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(Files.size(file)).isLessThan(BACKLOG / 2);
    }
  }

  /** For a write a full disk has no room, and a node must start on one. */
  @Test
  void whatIsOpenedAgainIsNotWrittenTo() throws Exception {
    Path file = directory.resolve("events.db");
    EventDatabase.open(file, Runnable::run).close();
    try (var _ = EventDatabase.open(file, Runnable::run)) {
      assertThat(directory.resolve("events.db-wal")).isEmptyFile();
    }
  }

  private static int insert(EventDatabase database, int bytes) {
    return database.now(session -> session.update(INSERT, (Object) new byte[bytes]));
  }

  private static void bound(EventDatabase database, int pages) {
    long _ = database.now(session -> only(session, "pragma max_page_count = " + pages));
  }

  private static long rows(EventDatabase database) {
    return database.now(session -> only(session, "select count(*) from kept"));
  }

  private static long only(Session session, String sql) throws SQLException {
    return session.only(sql, row -> row.getLong(1)).orElseThrow();
  }
}
