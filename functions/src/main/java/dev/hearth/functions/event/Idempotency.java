package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.Loop;
import dev.hearth.sandbox.CallEnd;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that may be sent twice and run once: the first one with a key runs, its answer is kept for
 * a day on the disk before it is given, and whoever calls with that key gets it, those too who call
 * while it runs. What was turned away never ran and is not kept. A node that is killed in the
 * middle of a call keeps no answer of it: it then runs again when it is sent again. Owned by the
 * event loop.
 */
public final class Idempotency {
  public static final int MAX_KEY = 255;
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  private static final long KEPT_MILLIS = 86_400_000;

  /** Answers of all keys; beyond that the oldest go. */
  private static final int MAX_ANSWERS = 100_000;

  /** A larger answer is given and not kept. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int MAX_WAITERS = 1_000;
  private static final int SWEEP = 100;

  private final EventDatabase database;
  private final Loop loop;
  private final Invoker invoker;
  private final Map<Key, First> running = new HashMap<>();

  Idempotency(EventDatabase database, Loop loop, Invoker invoker) {
    this.database = database;
    this.loop = loop;
    this.invoker = invoker;
  }

  private record Key(String tenant, String function, String text) {}

  /** The call of a key that runs, and the others that wait for its answer. */
  private static final class First {
    final String digest;
    final List<InvokeReply> replies = new ArrayList<>();

    First(String digest) {
      this.digest = digest;
    }
  }

  private record Kept(String digest, InvokeEnd end) {}

  /**
   * Calls a function unless that was done under this key.
   *
   * @param key of the caller's making
   * @throws FunctionException if the key is none, or was used for another payload that still runs
   */
  public void invoke(
      String key, String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    if (key.isBlank() || key.length() > MAX_KEY) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "an idempotency key has 1 to %d characters".formatted(MAX_KEY));
    }
    String name = qualifier.map(each -> function + ":" + each).orElse(function);
    var whole = new Key(call.tenant(), name, key);
    String digest = digest(call.payload());
    First first = running.get(whole);
    if (first != null) {
      join(first, digest, reply);
      return;
    }
    first = new First(digest);
    first.replies.add(reply);
    running.put(whole, first);
    look(whole, first, function, qualifier, call);
  }

  private static void join(First first, String digest, InvokeReply reply) {
    if (!first.digest.equals(digest)) {
      throw reused();
    }
    if (first.replies.size() >= MAX_WAITERS) {
      throw new FunctionException(
          FunctionException.Code.TOO_MANY_REQUESTS,
          "%d calls wait for the answer of this key already; try again later"
              .formatted(MAX_WAITERS));
    }
    first.replies.add(reply);
  }

  private static FunctionException reused() {
    return new FunctionException(
        FunctionException.Code.RESOURCE_CONFLICT,
        "the idempotency key was used for another payload; make a new one for each request");
  }

  private void look(
      Key key, First first, String function, Optional<String> qualifier, Invoke call) {
    database
        .submit(session -> kept(session, key, loop.millis()))
        .whenComplete(
            (kept, failure) -> {
              if (failure != null) {
                tell(key, first, unavailable(failure));
              } else if (kept.isEmpty()) {
                run(key, first, function, qualifier, call);
              } else if (kept.get().digest.equals(first.digest)) {
                tell(key, first, kept.get().end);
              } else {
                tell(
                    key,
                    first,
                    failed("IdempotencyKeyReused", String.valueOf(reused().getMessage())));
              }
            });
  }

  private void run(Key key, First first, String function, Optional<String> qualifier, Invoke call) {
    var reply = new Attempt(end -> ended(key, first, end));
    try {
      Runnable _ = invoker.invoke(function, qualifier, call, reply);
    } catch (FunctionException e) {
      tell(
          key,
          first,
          new InvokeEnd.Refused(
              InvokeEnd.Throttle.NO_SUCH_FUNCTION, String.valueOf(e.getMessage()), 0));
    }
  }

  private void ended(Key key, First first, InvokeEnd end) {
    if (end instanceof InvokeEnd.Refused
        || (end instanceof InvokeEnd.Answered answered && answered.payload().length > MAX_BYTES)) {
      tell(key, first, end);
      return;
    }
    database
        .submit(session -> keep(session, key, first.digest, end, loop.millis()))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.warn("the answer of a key is not kept: {}", failure.getMessage());
              }
              tell(key, first, end);
            });
  }

  private void tell(Key key, First first, InvokeEnd end) {
    running.remove(key);
    first.replies.forEach(reply -> reply.ended(end));
  }

  private static InvokeEnd unavailable(Throwable failure) {
    return new InvokeEnd.Refused(
        InvokeEnd.Throttle.NO_CAPACITY,
        "it is not known whether this key was used: " + failure.getMessage(),
        1_000_000_000L);
  }

  private static InvokeEnd failed(String type, String message) {
    return new InvokeEnd.Failed(
        new CallEnd.Failed(CallEnd.Kind.HANDLED, type, message, new byte[0], true),
        InvokeEnd.Metered.NOTHING);
  }

  private static Optional<Kept> kept(Session session, Key key, long now) throws SQLException {
    return session.only(
        """
        select digest, answer, kind, error_type, message from answers
        where tenant = ? and function = ? and key = ? and expires_at > ?
        """,
        row -> {
          byte[] answer = row.getBytes(2);
          String kind = row.getString(3);
          InvokeEnd end =
              kind.isEmpty()
                  ? new InvokeEnd.Answered(answer, InvokeEnd.Metered.NOTHING)
                  : new InvokeEnd.Failed(
                      new CallEnd.Failed(
                          CallEnd.Kind.valueOf(kind),
                          row.getString(4),
                          row.getString(5),
                          answer,
                          true),
                      InvokeEnd.Metered.NOTHING);
          return new Kept(row.getString(1), end);
        },
        key.tenant,
        key.function,
        key.text,
        now);
  }

  private static boolean keep(Session session, Key key, String digest, InvokeEnd end, long now)
      throws SQLException {
    Optional<CallEnd.Failed> failure =
        end instanceof InvokeEnd.Failed failed ? Optional.of(failed.failure()) : Optional.empty();
    byte[] answer =
        end instanceof InvokeEnd.Answered answered
            ? answered.payload()
            : failure.map(CallEnd.Failed::body).orElse(new byte[0]);
    sweep(session, now);
    session.update(
        """
        insert or replace into answers
          (tenant, function, key, digest, answer, kind, error_type, message, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        key.tenant,
        key.function,
        key.text,
        digest,
        answer,
        failure.map(each -> each.kind().name()).orElse(""),
        failure.map(CallEnd.Failed::errorType).orElse(""),
        failure.map(CallEnd.Failed::message).orElse(""),
        now + KEPT_MILLIS);
    return true;
  }

  /** Old answers go, a few at a time; and the oldest where there are too many. */
  private static void sweep(Session session, long now) throws SQLException {
    session.update(
        "delete from answers where rowid in"
            + " (select rowid from answers where expires_at <= ? limit ?)",
        now,
        SWEEP);
    session.update(
        "delete from answers where rowid in (select rowid from answers order by expires_at limit"
            + " max(0, coalesce((select max(rowid) - min(rowid) from answers), 0) - ?))",
        MAX_ANSWERS);
  }

  private static String digest(byte[] payload) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
