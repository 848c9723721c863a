package dev.hearth.functions.event;

import dev.hearth.functions.TableForms;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of {@link EventDatabase}. Times are milliseconds since 1970. */
final class Tables {
  private static final List<String> FIRST =
      List.of(
          """
          create table invocations (
            id integer primary key autoincrement,
            function text not null,
            qualifier text,
            request_id text not null,
            payload blob not null,
            tenant text not null,
            arn text not null,
            trace text,
            client_context text,
            callback text,
            accepted_at integer not null,
            due_at integer not null,
            attempts integer not null,
            delays integer not null)
          """,
          """
          create table callbacks (
            id integer primary key autoincrement,
            url text not null,
            headers text not null,
            body blob not null,
            due_at integer not null,
            attempts integer not null)
          """,
          "create table queues (name text primary key, settings text not null)",
          """
          create table messages (
            id integer primary key autoincrement,
            queue text not null,
            message_id text not null,
            body blob not null,
            attributes text not null,
            sent_at integer not null,
            visible_at integer not null,
            receives integer not null,
            receipt text not null)
          """,
          "create index messages_by_time on messages (queue, visible_at)",
          "create table mappings (id text primary key, settings text not null)",
          """
          create table schedules (
            name text primary key,
            settings text not null,
            counted_until integer not null)
          """,
          "create table triggers (id text primary key, settings text not null)",
          """
          create table objects (
            bucket text not null,
            key text not null,
            file text not null,
            bytes integer not null,
            etag text not null,
            media_type text not null,
            modified_at integer not null,
            primary key (bucket, key))
          """,
          """
          create table answers (
            tenant text not null,
            function text not null,
            key text not null,
            digest text not null,
            answer blob not null,
            kind text not null,
            error_type text not null,
            message text not null,
            expires_at integer not null,
            primary key (tenant, function, key))
          """,
          "create index answers_by_time on answers (expires_at)",
          """
          create table usage (
            day integer not null,
            tenant text not null,
            function text not null,
            version text not null,
            memory_mib integer not null,
            calls integer not null,
            errors integer not null,
            cold integer not null,
            run_millis integer not null,
            init_millis integer not null,
            primary key (day, tenant, function, version, memory_mib))
          """);

  /** Queues say how many messages they hold. */
  private static final List<String> COUNTED =
      List.of(
          """
          update queues set messages = (select count(*) from messages where queue = queues.name)
          """,
          """
          create trigger if not exists message_came after insert on messages begin
            update queues set messages = messages + 1 where name = new.queue;
          end
          """,
          """
          create trigger if not exists message_went after delete on messages begin
            update queues set messages = messages - 1 where name = old.queue;
          end
          """,
          """
          create trigger if not exists message_moved after update of queue on messages begin
            update queues set messages = messages - 1 where name = old.queue;
            update queues set messages = messages + 1 where name = new.queue;
          end
          """);

  private static final String HAS_COUNTS =
      "select count(*) from pragma_table_info('queues') where name = 'messages'";

  static final TableForms FORMS =
      TableForms.of("events.db", 1, statement -> all(statement, FIRST), Tables::count);

  private Tables() {}

  /** Of files in form 1, those that a node wrote have counts already. */
  private static void count(Statement statement) throws SQLException {
    boolean has;
    try (ResultSet rows = statement.executeQuery(HAS_COUNTS)) {
      has = rows.getInt(1) > 0;
    }
    if (!has) {
      statement.execute("alter table queues add column messages integer not null default 0");
    }
    all(statement, COUNTED);
  }

  private static void all(Statement statement, List<String> changes) throws SQLException {
    for (String change : changes) {
      statement.execute(change);
    }
  }
}
