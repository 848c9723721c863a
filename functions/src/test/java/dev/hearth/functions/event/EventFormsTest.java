package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hearth.functions.Fixture;
import dev.hearth.functions.FunctionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of events as the first Hearth that had one wrote it. */
class EventFormsTest {
  /** When it was written, in milliseconds since 1970. */
  private static final long WRITTEN = 1_795_000_000_000L;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() throws IOException {
    file = Fixture.copy("e617513", "events.db", directory);
  }

  private EventDatabase open() {
    return EventDatabase.open(file, Runnable::run);
  }

  private static long messages(EventDatabase database) {
    return database.<Long>now(session -> MessageRows.count(session, "orders"));
  }

  @Test
  void whatTheFirstFormHeldIsThere() {
    try (var database = open()) {
      assertThat(database.now(MessageRows::queues))
          .extracting(QueueStatus::name, QueueStatus::messages)
          .containsExactly(tuple("empty", 0L), tuple("orders", 2L));
      Waiting waiting = database.now(InvocationRows::all).getFirst();
      assertThat(waiting.function).isEqualTo("hello");
      assertThat(waiting.qualifier).contains("live");
      byte[] payload =
          database.<byte[]>now(session -> InvocationRows.call(session, waiting).payload());
      assertThat(new String(payload, UTF_8)).isEqualTo("\"Ada\"");
    }
  }

  @Test
  void queuesOfTheFirstFormCountWhatComesAndGoes() {
    try (var database = open()) {
      QueueSettings settings =
          database.now(session -> MessageRows.settings(session, "orders")).orElseThrow();
      assertThat(settings).isEqualTo(new QueueSettings(30, 345_600, 7, Optional.of("dead")));
      String _ =
          database.now(
              session ->
                  MessageRows.insert(session, "orders", new byte[1], Map.of(), WRITTEN, WRITTEN));
      List<Message> received =
          database
              .<MessageRows.Visible>now(
                  session -> MessageRows.receive(session, "orders", settings, 2, 1_000, WRITTEN))
              .received();
      assertThat(received)
          .extracting(message -> new String(message.body(), UTF_8))
          .containsExactly("a first order", "a second order");
      assertThat(received.getFirst().attributes()).containsEntry("Kind", "book");
      boolean deleted =
          database.now(
              session -> MessageRows.delete(session, "orders", received.getFirst().receipt()));
      assertThat(deleted).isTrue();
      assertThat(messages(database)).isEqualTo(2);
    }
  }

  @Test
  void openedAgainItIsInThePresentFormAndHoldsTheSame() throws SQLException {
    for (int time = 0; time < 2; time++) {
      try (var database = open()) {
        assertThat(messages(database)).isEqualTo(2);
      }
      assertThat(Fixture.form(file)).isEqualTo(Tables.FORMS.latest());
    }
  }

  @Test
  void aNewFileHasTheSameTables() throws SQLException {
    open().close();
    Path fresh = directory.resolve("fresh.db");
    EventDatabase.open(fresh, Runnable::run).close();
    assertThat(tables(fresh)).isEqualTo(tables(file));
  }

  private static List<String> tables(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select name || ' ' || coalesce(sql, '') from sqlite_master order by name")) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  @Test
  void aFormThatIsNotKnownIsRefusedAndLeftAsItIs() throws SQLException {
    int later = Tables.FORMS.latest() + 1;
    Fixture.execute(file, "pragma user_version = " + later);
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(this::open)
        .withMessageContaining("newer Hearth, in form " + later)
        .withMessageContaining("--data");
    assertThat(Fixture.form(file)).isEqualTo(later);
  }

  @Test
  void whatIsDamagedIsRefusedWithTheRemedy() throws IOException {
    Fixture.damage(file);
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(this::open)
        .withMessageContaining(file.toString())
        .withMessageContaining("put back a copy");
    Files.writeString(file, "something else ".repeat(500));
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(this::open)
        .withMessageContaining("put back a copy");
  }
}
