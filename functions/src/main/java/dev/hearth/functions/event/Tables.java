package dev.hearth.functions.event;

import java.util.List;

/** The tables of {@link EventDatabase}. Times are milliseconds since 1970. */
final class Tables {
  static final List<String> CREATE =
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
          """
          create table queues (
            name text primary key,
            settings text not null,
            messages integer not null default 0)
          """,
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
          """
          create trigger message_came after insert on messages begin
            update queues set messages = messages + 1 where name = new.queue;
          end
          """,
          """
          create trigger message_went after delete on messages begin
            update queues set messages = messages - 1 where name = old.queue;
          end
          """,
          """
          create trigger message_moved after update of queue on messages begin
            update queues set messages = messages - 1 where name = old.queue;
            update queues set messages = messages + 1 where name = new.queue;
          end
          """,
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

  private Tables() {}
}
