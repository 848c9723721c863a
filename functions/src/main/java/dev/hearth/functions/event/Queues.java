package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Loop;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Message queues with visibility time-outs, as SQS has them: a message that was received is hidden
 * for a while and, unless it is deleted by then, seen again. Delivered at least once, in no
 * promised order. Owned by the event loop.
 */
public final class Queues {
  public static final int MAX_QUEUES = 1_000;
  public static final int MAX_MESSAGES = 100_000;
  public static final int MAX_BYTES = 1 << 20;
  public static final int MAX_RECEIVED = 1_000;
  public static final int MAX_WAIT_MILLIS = 20_000;
  public static final int MAX_DELAY_MILLIS = 900_000;

  /** Requests that wait for messages of one queue. */
  private static final int MAX_WAITERS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

  private final EventDatabase database;
  private final Loop loop;
  private final Map<String, Deque<Waiter>> waiters = new HashMap<>();

  /**
   * When messages were last looked for: it is earlier now if the clock was put back, and that may
   * have been while nothing ran. Used by the database's thread only.
   */
  private long latest = Long.MAX_VALUE;

  Queues(EventDatabase database, Loop loop) {
    this.database = database;
    this.loop = loop;
  }

  /**
   * What a look at a queue found.
   *
   * @param deadLetter where messages were moved to
   */
  private record Received(
      List<Message> messages, Optional<String> deadLetter, OptionalLong nextVisible) {}

  /** A request that waits for messages. */
  private final class Waiter {
    private final String queue;
    private final int most;
    private final OptionalInt hideMillis;
    private final CompletableFuture<List<Message>> answer = new CompletableFuture<>();
    private Runnable disarm = () -> {};
    private Runnable patience = () -> {};
    private boolean looking;
    private boolean over;

    Waiter(String queue, int most, OptionalInt hideMillis) {
      this.queue = queue;
      this.most = most;
      this.hideMillis = hideMillis;
    }

    /** Looks for so long, whatever becomes of the clock meanwhile. */
    void look(long waitMillis) {
      var _ = answer.whenComplete((_, _) -> end());
      over = waitMillis == 0;
      if (!over) {
        patience = loop.after(waitMillis, this::lookOnce);
      }
      look();
    }

    /** It has its answer, or wants none any more. */
    private void end() {
      patience.run();
      disarm.run();
      leave(this);
    }

    private void lookOnce() {
      over = true;
      if (!looking) {
        leave(this);
        look();
      }
    }

    void look() {
      disarm.run();
      looking = true;
      fetch(queue, most, hideMillis)
          .whenComplete(
              (received, failure) -> {
                looking = false;
                if (failure != null) {
                  answer.completeExceptionally(failure);
                } else {
                  received.deadLetter.ifPresent(Queues.this::wake);
                  found(received);
                }
              });
    }

    private void found(Received received) {
      if (answer.isDone()) {
        giveBack(queue, received.messages);
      } else if (!received.messages.isEmpty() || over) {
        answer.complete(received.messages);
      } else {
        await(received.nextVisible);
      }
    }

    private void await(OptionalLong nextVisible) {
      Deque<Waiter> others = waiters.computeIfAbsent(queue, _ -> new ArrayDeque<>());
      if (others.size() >= MAX_WAITERS) {
        answer.complete(List.of());
        return;
      }
      others.add(this);
      if (nextVisible.isPresent()) {
        disarm =
            loop.after(
                Math.max(1, nextVisible.getAsLong() - loop.millis()),
                () -> {
                  leave(this);
                  look();
                });
      }
    }
  }

  /** Shows messages again that were to go to somebody who has left; that does not count. */
  private void giveBack(String queue, List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    database
        .submit(
            session -> {
              for (Message each : messages) {
                MessageRows.giveBack(session, queue, each.receipt(), loop.millis());
              }
              return true;
            })
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                wake(queue);
              } else {
                LOG.warn(
                    "messages of {} come again when their time is over: {}",
                    queue,
                    failure.getMessage());
              }
            });
  }

  private void leave(Waiter waiter) {
    Deque<Waiter> others = waiters.get(waiter.queue);
    if (others != null) {
      others.remove(waiter);
      if (others.isEmpty()) {
        waiters.remove(waiter.queue);
      }
    }
  }

  /** Makes a queue, or changes what is said of it. */
  public CompletionStage<QueueStatus> put(String name, QueueSettings settings) {
    QueueSettings.requireName(name);
    return database.submit(
        session -> {
          if (MessageRows.settings(session, name).isEmpty()
              && MessageRows.queues(session).size() >= MAX_QUEUES) {
            throw new FunctionException(
                FunctionException.Code.TOO_MANY_REQUESTS,
                "there are %d queues already; remove one".formatted(MAX_QUEUES));
          }
          MessageRows.put(session, name, settings);
          return new QueueStatus(name, settings, MessageRows.count(session, name));
        });
  }

  public CompletionStage<List<QueueStatus>> list() {
    return database.submit(MessageRows::queues);
  }

  public CompletionStage<QueueStatus> find(String name) {
    return database.submit(
        session ->
            new QueueStatus(name, settings(session, name), MessageRows.count(session, name)));
  }

  /** Removes a queue with all that is in it. */
  public CompletionStage<Boolean> remove(String name) {
    return database.submit(
        session -> {
          if (!MessageRows.remove(session, name)) {
            throw missing(name);
          }
          return true;
        });
  }

  /**
   * Sends a message.
   *
   * @return its id, once it is on the disk
   */
  public CompletionStage<String> send(
      String queue, byte[] body, Map<String, String> attributes, long delayMillis) {
    if (body.length > MAX_BYTES) {
      return refused(
          FunctionException.Code.REQUEST_TOO_LARGE,
          "a message has at most %d bytes, not %d".formatted(MAX_BYTES, body.length));
    }
    if (delayMillis < 0 || delayMillis > MAX_DELAY_MILLIS) {
      return refused(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a message is delayed by at most %d s".formatted(MAX_DELAY_MILLIS / 1_000));
    }
    return database
        .submit(
            session -> {
              QueueSettings _ = settings(session, queue);
              long now = loop.millis();
              if (!MessageRows.hasRoom(session, queue, now)) {
                throw new FunctionException(
                    FunctionException.Code.TOO_MANY_REQUESTS,
                    "the queue '%s' holds %d messages already; receive some first"
                        .formatted(queue, MAX_MESSAGES));
              }
              return MessageRows.insert(session, queue, body, attributes, now, now + delayMillis);
            })
        .thenApply(
            id -> {
              if (delayMillis == 0) {
                wake(queue);
              }
              return id;
            });
  }

  /**
   * Receives messages. Whoever wants them no more cancels the answer: what would have been in it is
   * seen again.
   *
   * @param most how many, 1 to {@link #MAX_RECEIVED}
   * @param hideMillis how long they are hidden; as the queue says if absent
   * @param waitMillis how long to wait for one
   */
  public CompletionStage<List<Message>> receive(
      String queue, int most, OptionalInt hideMillis, long waitMillis) {
    if (most < 1 || most > MAX_RECEIVED || waitMillis < 0 || waitMillis > MAX_WAIT_MILLIS) {
      return refused(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "1 to %d messages are received at once, after at most %d s"
              .formatted(MAX_RECEIVED, MAX_WAIT_MILLIS / 1_000));
    }
    var waiter = new Waiter(queue, most, hideMillis);
    waiter.look(waitMillis);
    return waiter.answer;
  }

  private CompletionStage<Received> fetch(String queue, int most, OptionalInt hideMillis) {
    return database.submit(
        session -> {
          QueueSettings settings = settings(session, queue);
          long now = loop.millis();
          if (now < latest) {
            if (latest != Long.MAX_VALUE) {
              MessageRows.hiddenLater(session, latest - now, now);
            }
            MessageRows.sentLater(session, now);
          }
          latest = now;
          int hide = hideMillis.orElse(1_000 * settings.visibilitySeconds());
          var visible = MessageRows.receive(session, queue, settings, most, hide, now);
          return new Received(
              visible.received(),
              visible.deadLetter(),
              visible.received().isEmpty()
                  ? MessageRows.nextVisible(session, queue)
                  : OptionalLong.empty());
        });
  }

  /**
   * Deletes a message that was received.
   *
   * @return whether its receipt was still good
   */
  public CompletionStage<Boolean> delete(String queue, String receipt) {
    return database.submit(session -> MessageRows.delete(session, queue, receipt));
  }

  /**
   * Hides a message that was received for longer, or for 0 ms to show it at once.
   *
   * @return whether its receipt was still good
   */
  public CompletionStage<Boolean> hide(String queue, String receipt, long millis) {
    if (millis < 0 || millis > 1_000L * QueueSettings.MAX_VISIBILITY_SECONDS) {
      return refused(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a message is hidden for at most %d s".formatted(QueueSettings.MAX_VISIBILITY_SECONDS));
    }
    return database
        .submit(session -> MessageRows.hide(session, queue, receipt, loop.millis() + millis))
        .thenApply(
            known -> {
              wake(queue);
              return known;
            });
  }

  /** There may be something to receive now, or sooner than was known. */
  void wake(String queue) {
    Deque<Waiter> all = waiters.remove(queue);
    if (all != null) {
      all.forEach(Waiter::look);
    }
  }

  private static QueueSettings settings(Session session, String queue) throws SQLException {
    Optional<QueueSettings> settings = MessageRows.settings(session, queue);
    return settings.orElseThrow(() -> missing(queue));
  }

  private static FunctionException missing(String queue) {
    return new FunctionException(
        FunctionException.Code.RESOURCE_NOT_FOUND,
        "there is no queue '%s'; PUT /queues/NAME makes one".formatted(LogText.cut(queue, 80)));
  }

  private static <T> CompletionStage<T> refused(FunctionException.Code code, String message) {
    return CompletableFuture.failedFuture(new FunctionException(code, message));
  }
}
