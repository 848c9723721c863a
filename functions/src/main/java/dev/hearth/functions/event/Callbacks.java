package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Loop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers how their calls ended, at the address they gave: at least once, until it answers,
 * at most {@link #MAX_ATTEMPTS} times. Owned by the event loop.
 */
final class Callbacks {
  static final int MAX_ATTEMPTS = 6;
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final int AT_ONCE = 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Backoff BACKOFF = new Backoff(1_000, 60_000);

  private final EventDatabase database;
  private final Loop loop;
  private final Executor blocking;
  private final CallbackGuard guard;
  private final RandomGenerator random;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(TIMEOUT)
          .build();
  private final Set<Long> underWay = new HashSet<>();
  private Runnable disarm = () -> {};
  private boolean stopped = true;

  /** What came of one attempt. */
  private enum Answer {
    DONE,
    AGAIN,
    NEVER
  }

  private record Look(List<CallbackRows.Callback> due, Optional<Long> next) {}

  Callbacks(
      EventDatabase database,
      Loop loop,
      Executor blocking,
      CallbackGuard guard,
      RandomGenerator random) {
    this.database = database;
    this.loop = loop;
    this.blocking = blocking;
    this.guard = guard;
    this.random = random;
  }

  void start() {
    stopped = false;
    look();
  }

  void stop() {
    stopped = true;
    disarm.run();
    http.shutdownNow();
  }

  /** Makes what is due now and sets an alarm for the next. */
  void look() {
    disarm.run();
    if (stopped || underWay.size() >= AT_ONCE) {
      return;
    }
    database
        .submit(
            session ->
                new Look(
                    CallbackRows.due(session, loop.millis(), AT_ONCE), CallbackRows.next(session)))
        .whenComplete(
            (look, failure) -> {
              if (failure != null) {
                LOG.warn("callbacks cannot be read: {}", failure.getMessage());
                disarm = loop.after(BACKOFF.capMillis(), this::look);
              } else {
                make(look);
              }
            });
  }

  private void make(Look look) {
    for (CallbackRows.Callback each : look.due) {
      if (!stopped && underWay.size() < AT_ONCE && underWay.add(each.id())) {
        blocking.execute(
            () -> {
              Answer answer = attempt(each);
              loop.execute(() -> settle(each, answer));
            });
      }
    }
    if (look.due.isEmpty() && look.next.isPresent() && !stopped) {
      disarm = loop.after(Math.max(1, look.next.get() - loop.millis()), this::look);
    }
  }

  private Answer attempt(CallbackRows.Callback callback) {
    try {
      URI uri = guard.read(callback.url());
      guard.look(uri);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofByteArray(callback.body()));
      callback.headers().forEach(request::header);
      int status = status(request.build());
      return status < 300
          ? Answer.DONE
          : status >= 500 || status == 429 || status == 408 ? Answer.AGAIN : Answer.NEVER;
    } catch (FunctionException | IllegalArgumentException e) {
      LOG.warn("a callback is not made: {}", LogText.oneLine(String.valueOf(e.getMessage())));
      return Answer.NEVER;
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.debug("a callback failed: {}", e.toString());
      return Answer.AGAIN;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Answer.AGAIN;
    }
  }

  /** The status of the answer, whose body may take no longer than the rest. */
  private int status(HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } finally {
      answer.cancel(true);
    }
  }

  private void settle(CallbackRows.Callback callback, Answer answer) {
    int attempts = callback.attempts() + 1;
    boolean again = answer == Answer.AGAIN && attempts < MAX_ATTEMPTS;
    if (answer == Answer.AGAIN && !again) {
      LOG.warn("a callback got no answer in {} attempts and is given up", attempts);
    }
    if (stopped) {
      return;
    }
    long dueAt = loop.millis() + BACKOFF.delay(attempts - 1, random);
    database
        .submit(
            session -> {
              if (again) {
                CallbackRows.later(session, callback.id(), dueAt, attempts);
              } else {
                CallbackRows.delete(session, callback.id());
              }
              return again;
            })
        .whenComplete(
            (_, failure) -> {
              underWay.remove(callback.id());
              if (failure == null) {
                look();
              } else {
                disarm = loop.after(BACKOFF.capMillis(), this::look);
              }
            });
  }
}
