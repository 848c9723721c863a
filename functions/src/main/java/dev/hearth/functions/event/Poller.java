package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the messages of one queue to one function, in batches. Owned by the event loop. */
final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final Backoff FAILED = new Backoff(1_000, 300_000);
  private static final Backoff REFUSED = new Backoff(100, 10_000);
  private static final long WAIT_MILLIS = 60_000;

  /** While a batch is at work its messages are hidden so long, again and again. */
  private static final int HIDE_MILLIS = 30_000;

  /** Bodies of one batch; one message always goes. */
  private static final int MAX_BATCH_BYTES = 4 << 20;

  private final EventSourceMapping mapping;
  private final EventDatabase database;
  private final Queues queues;
  private final Loop loop;
  private final Invoker invoker;
  private final RandomGenerator random;
  private final List<Message> gathered = new ArrayList<>();
  private long gatheredSince;
  private boolean receiving;
  private int running;
  private int refusals;
  private boolean stopped;

  Poller(
      EventSourceMapping mapping,
      EventDatabase database,
      Queues queues,
      Loop loop,
      Invoker invoker,
      RandomGenerator random) {
    this.mapping = mapping;
    this.database = database;
    this.queues = queues;
    this.loop = loop;
    this.invoker = invoker;
    this.random = random;
  }

  /** Takes no more; what is gathered is given back, what runs finishes. */
  void stop() {
    stopped = true;
    giveBack(gathered, 0);
    gathered.clear();
  }

  int running() {
    return running;
  }

  void poll() {
    if (stopped || receiving || running >= mapping.concurrency()) {
      return;
    }
    receiving = true;
    long left = gatheredSince + mapping.windowMillis() - loop.elapsed();
    long wait = gathered.isEmpty() ? Queues.MAX_WAIT_MILLIS : Math.clamp(left, 0, 20_000);
    queues
        .receive(
            mapping.queue(),
            mapping.batchSize() - gathered.size(),
            OptionalInt.of(HIDE_MILLIS + mapping.windowMillis()),
            wait)
        .whenComplete(
            (messages, failure) -> {
              receiving = false;
              if (failure != null) {
                LOG.debug("nothing from {}: {}", mapping.queue(), failure.getMessage());
                pollIn(REFUSED.capMillis());
              } else {
                received(messages);
              }
            });
  }

  private void pollIn(long millis) {
    Runnable _ = loop.after(millis, this::poll);
  }

  private void received(List<Message> messages) {
    if (stopped) {
      giveBack(messages, 0);
      return;
    }
    if (gathered.isEmpty()) {
      gatheredSince = loop.elapsed();
    }
    gathered.addAll(messages);
    boolean due = loop.elapsed() >= gatheredSince + mapping.windowMillis();
    if (gathered.size() >= mapping.batchSize() || (due && !gathered.isEmpty())) {
      start(cut());
    }
    poll();
  }

  private List<Message> cut() {
    long bytes = 0;
    int count = 0;
    while (count < gathered.size()
        && (count == 0 || bytes + gathered.get(count).body().length <= MAX_BATCH_BYTES)) {
      bytes += gathered.get(count++).body().length;
    }
    List<Message> batch = List.copyOf(gathered.subList(0, count));
    gathered.subList(0, count).clear();
    return batch;
  }

  private void start(List<Message> batch) {
    running++;
    var heartbeat = new Heartbeat(batch);
    var reply =
        new Attempt(
            end -> {
              heartbeat.stop();
              running--;
              ended(batch, end);
            });
    Invoke call =
        Outbox.call(
            new Target.Function(mapping.function(), mapping.qualifier()),
            SqsEvent.of(mapping.queue(), batch));
    try {
      Runnable _ =
          invoker.invoke(
              mapping.function(),
              mapping.qualifier(),
              call.waiting(TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS)),
              reply);
    } catch (FunctionException e) {
      reply.ended(
          new InvokeEnd.Refused(
              InvokeEnd.Throttle.NO_SUCH_FUNCTION, String.valueOf(e.getMessage()), 0));
    }
  }

  private void ended(List<Message> batch, InvokeEnd end) {
    switch (end) {
      case InvokeEnd.Answered answered -> {
        refusals = 0;
        Optional<Set<String>> failed =
            mapping.reportItemFailures()
                ? SqsEvent.failures(answered.payload(), batch)
                : Optional.of(Set.of());
        settle(batch, failed);
        poll();
      }
      case InvokeEnd.Failed _ -> {
        refusals = 0;
        settle(batch, Optional.empty());
        poll();
      }
      case InvokeEnd.Refused _ -> {
        giveBack(batch, REFUSED.bound(refusals));
        pollIn(Math.max(1, REFUSED.delay(refusals++, random)));
      }
    }
  }

  /** Deletes what was handled and shows the rest again after a while. */
  private void settle(List<Message> batch, Optional<Set<String>> failed) {
    database
        .submit(
            session -> {
              for (Message each : batch) {
                if (failed.isPresent() && !failed.get().contains(each.id())) {
                  MessageRows.delete(session, mapping.queue(), each.receipt());
                } else {
                  long delay = FAILED.delay(each.receives() - 1, random);
                  MessageRows.hide(session, mapping.queue(), each.receipt(), loop.millis() + delay);
                }
              }
              return batch.size();
            })
        .whenComplete((_, failure) -> told(failure));
  }

  private void giveBack(List<Message> messages, long delay) {
    List<Message> all = List.copyOf(messages);
    if (all.isEmpty()) {
      return;
    }
    database
        .submit(
            session -> {
              for (Message each : all) {
                MessageRows.giveBack(
                    session, mapping.queue(), each.receipt(), loop.millis() + delay);
              }
              return all.size();
            })
        .whenComplete((_, failure) -> told(failure));
  }

  private void told(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("messages of {} come again: {}", mapping.queue(), failure.getMessage());
    }
    queues.wake(mapping.queue());
  }

  /** Keeps the messages of a batch hidden for as long as its call takes. */
  private final class Heartbeat {
    private final List<Message> batch;
    private Runnable disarm;

    Heartbeat(List<Message> batch) {
      this.batch = batch;
      disarm = loop.after(HIDE_MILLIS / 2, this::beat);
    }

    private void beat() {
      disarm = loop.after(HIDE_MILLIS / 2, this::beat);
      database
          .submit(
              session -> {
                for (Message each : batch) {
                  MessageRows.hide(
                      session, mapping.queue(), each.receipt(), loop.millis() + HIDE_MILLIS);
                }
                return batch.size();
              })
          .exceptionally(
              e -> {
                LOG.warn("messages of {} may come twice: {}", mapping.queue(), e.getMessage());
                return 0;
              });
    }

    void stop() {
      disarm.run();
    }
  }
}
