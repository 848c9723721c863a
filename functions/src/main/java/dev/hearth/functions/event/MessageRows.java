package dev.hearth.functions.event;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of queues and their messages. */
final class MessageRows {
  private static final Logger LOG = LoggerFactory.getLogger(MessageRows.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  /** Expired messages that one request removes at most. */
  private static final int SWEEP = 100;

  /** When what found no room among dead letters tries again. */
  private static final long FULL_RETRY_MILLIS = 30_000;

  private MessageRows() {}

  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  private record Row(
      long id, String messageId, byte[] body, String attributes, long sentAt, int receives) {}

  static Optional<QueueSettings> settings(Session session, String queue) throws SQLException {
    return session.only(
        "select settings from queues where name = ?",
        row -> JSON.readValue(row.getString(1), QueueSettings.class),
        queue);
  }

  static void put(Session session, String queue, QueueSettings settings) throws SQLException {
    session.update(
        """
        insert into queues (name, settings) values (?, ?)
        on conflict (name) do update set settings = excluded.settings
        """,
        queue,
        JSON.writeValueAsString(settings));
  }

  /** Messages of a queue, seen or hidden. */
  static long count(Session session, String queue) throws SQLException {
    return session
        .only("select messages from queues where name = ?", row -> row.getLong(1), queue)
        .orElse(0L);
  }

  /** All queues in the order of their names. */
  static List<QueueStatus> queues(Session session) throws SQLException {
    return session.all(
        "select name, settings, messages from queues order by name",
        row ->
            new QueueStatus(
                row.getString(1),
                JSON.readValue(row.getString(2), QueueSettings.class),
                row.getLong(3)));
  }

  static boolean remove(Session session, String queue) throws SQLException {
    session.update("delete from messages where queue = ?", queue);
    return session.update("delete from queues where name = ?", queue) > 0;
  }

  /** Nothing that was sent somewhere gets lost because nobody made the queue. */
  static void ensureQueue(Session session, String queue) throws SQLException {
    if (settings(session, queue).isEmpty()) {
      LOG.warn("the queue {} did not exist; it is made, for something was sent to it", queue);
      put(session, queue, QueueSettings.DEFAULTS);
    }
  }

  static String insert(
      Session session,
      String queue,
      byte[] body,
      Map<String, String> attributes,
      long now,
      long visibleAt)
      throws SQLException {
    String id = UUID.randomUUID().toString();
    session.update(
        """
        insert into messages
          (queue, message_id, body, attributes, sent_at, visible_at, receives, receipt)
        values (?, ?, ?, ?, ?, ?, 0, '')
        """,
        queue,
        id,
        body,
        JSON.writeValueAsString(attributes),
        now,
        visibleAt);
    return id;
  }

  /**
   * Messages that were sent later than it is now came while the clock was ahead. They count as sent
   * now, and come as soon after as they should have; else they were hidden until it has caught up.
   */
  static void sentLater(Session session, long now) throws SQLException {
    session.update(
        """
        update messages set visible_at = visible_at - (sent_at - ?), sent_at = ?
        where sent_at > ?
        """,
        now,
        now,
        now);
  }

  /**
   * The clock was put back. What was received and is hidden comes as much earlier, at once if that
   * is past, but for what {@link #sentLater} deals with; else it were hidden until the clock has
   * caught up. When it was received is not kept: what was hidden before the clock was ahead may
   * come again too soon, as it does when a clock is put forward.
   */
  static void hiddenLater(Session session, long putBack, long now) throws SQLException {
    session.update(
        """
        update messages set visible_at = max(?, visible_at - ?)
        where visible_at > ? and receives > 0 and sent_at <= ?
        """,
        now,
        putBack,
        now,
        now);
  }

  /**
   * What came of a request for messages.
   *
   * @param deadLetter where some were moved to instead
   */
  record Visible(List<Message> received, Optional<String> deadLetter) {}

  /**
   * Receives what is visible; what was received too often moves on instead, or waits hidden until
   * there is room where it is to go.
   */
  static Visible receive(
      Session session, String queue, QueueSettings settings, int most, long hideMillis, long now)
      throws SQLException {
    sweep(session, queue, settings, now);
    var received = new ArrayList<Message>();
    boolean moved = false;
    for (Row row : visible(session, queue, most, now)) {
      if (row.receives < settings.maxReceives() || settings.deadLetter().isEmpty()) {
        received.add(hide(session, row, now + hideMillis));
      } else if (hasRoom(session, settings.deadLetter().get(), now)) {
        move(session, row, settings.deadLetter().get(), now);
        moved = true;
      } else {
        session.update(
            "update messages set visible_at = ? where id = ?", now + FULL_RETRY_MILLIS, row.id);
      }
    }
    return new Visible(received, moved ? settings.deadLetter() : Optional.empty());
  }

  private static List<Row> visible(Session session, String queue, int most, long now)
      throws SQLException {
    return session.all(
        """
        select id, message_id, body, attributes, sent_at, receives from messages
        where queue = ? and visible_at <= ? order by visible_at, id limit ?
        """,
        row ->
            new Row(
                row.getLong(1),
                row.getString(2),
                row.getBytes(3),
                row.getString(4),
                row.getLong(5),
                row.getInt(6)),
        queue,
        now,
        most);
  }

  /** Whether a queue takes one more; what has expired makes room. */
  static boolean hasRoom(Session session, String queue, long now) throws SQLException {
    if (count(session, queue) < Queues.MAX_MESSAGES) {
      return true;
    }
    Optional<QueueSettings> settings = settings(session, queue);
    if (settings.isPresent()) {
      sweep(session, queue, settings.get(), now);
    }
    return count(session, queue) < Queues.MAX_MESSAGES;
  }

  private static void sweep(Session session, String queue, QueueSettings settings, long now)
      throws SQLException {
    session.update(
        """
        delete from messages where id in (
          select id from messages where queue = ? and visible_at <= ? and sent_at <= ? limit ?)
        """,
        queue,
        now,
        now - 1_000L * settings.retentionSeconds(),
        SWEEP);
  }

  private static void move(Session session, Row row, String deadLetter, long now)
      throws SQLException {
    ensureQueue(session, deadLetter);
    session.update(
        "update messages set queue = ?, visible_at = ?, receives = 0, receipt = '' where id = ?",
        deadLetter,
        now,
        row.id);
  }

  private static Message hide(Session session, Row row, long until) throws SQLException {
    String receipt = row.id + "." + UUID.randomUUID();
    session.update(
        "update messages set visible_at = ?, receives = receives + 1, receipt = ? where id = ?",
        until,
        receipt,
        row.id);
    return new Message(
        row.messageId,
        receipt,
        row.body,
        JSON.readValue(row.attributes, TEXTS),
        row.sentAt,
        row.receives + 1);
  }

  /** When the next message of a queue becomes visible, if there is one. */
  static OptionalLong nextVisible(Session session, String queue) throws SQLException {
    Optional<Long> next =
        session.only(
            "select visible_at from messages where queue = ? order by visible_at limit 1",
            row -> row.getLong(1),
            queue);
    return next.isPresent() ? OptionalLong.of(next.get()) : OptionalLong.empty();
  }

  static boolean delete(Session session, String queue, String receipt) throws SQLException {
    return session.update(
            "delete from messages where id = ? and queue = ? and receipt = ?",
            number(receipt),
            queue,
            receipt)
        > 0;
  }

  /** Hides a received message until some other time. */
  static boolean hide(Session session, String queue, String receipt, long until)
      throws SQLException {
    return session.update(
            "update messages set visible_at = ? where id = ? and queue = ? and receipt = ?",
            until,
            number(receipt),
            queue,
            receipt)
        > 0;
  }

  /** Gives back a message that nobody looked at. */
  static void giveBack(Session session, String queue, String receipt, long visibleAt)
      throws SQLException {
    session.update(
        """
        update messages set visible_at = ?, receives = receives - 1, receipt = ''
        where id = ? and queue = ? and receipt = ?
        """,
        visibleAt,
        number(receipt),
        queue,
        receipt);
  }

  private static long number(String receipt) {
    int dot = receipt.indexOf('.');
    try {
      return dot < 0 ? -1 : Long.parseLong(receipt, 0, dot, 10);
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
