package dev.hearth.functions.event;

import dev.hearth.functions.AsyncInvocations;
import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.Loop;
import dev.hearth.sandbox.CallEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that nobody waits for. One that was accepted is on the disk and runs at least once, however
 * often the node is killed; it is forgotten in the same transaction that sends its record to where
 * its function wants it. Owned by the event loop.
 *
 * <p>An answer that goes to the next grain runs there before the disk has heard of it: the call it
 * comes from is forgotten in the transaction that writes the backup of the next one, so that one of
 * the two is always there to begin again from. Source: SAND (Akkus and others, USENIX ATC 2018),
 * whose local bus delivers at once and whose global bus keeps the backup.
 */
public final class AsyncQueue implements AsyncInvocations {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncQueue.class);
  private static final long FULL_RETRY_MILLIS = 1_000;

  /** More than any delay between attempts. */
  private static final long LONGEST_DELAY_MILLIS = 600_000;

  /** How often the end of a call is written again if the disk does not take it. */
  private static final int END_ATTEMPTS = 60;

  private final EventDatabase database;
  private final Loop loop;
  private final Invoker invoker;
  private final EventConfigurations configurations;
  private final AsyncOptions options;
  private final RandomGenerator random;
  private final Arrivals arrivals;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final LinkedHashSet<Lane> blocked = new LinkedHashSet<>();
  private final AsyncCounters counters = new AsyncCounters();
  private int accepted;
  private long held;
  private int running;
  private boolean stopped = true;

  /** Hears what arrived elsewhere when a call ended. On the event loop. */
  interface Arrivals {
    void message(String queue);

    /** There is a callback to be made. */
    void callback();
  }

  AsyncQueue(
      EventDatabase database,
      Loop loop,
      Invoker invoker,
      EventConfigurations configurations,
      AsyncOptions options,
      RandomGenerator random,
      Arrivals arrivals) {
    this.database = database;
    this.loop = loop;
    this.invoker = invoker;
    this.configurations = configurations;
    this.options = options;
    this.random = random;
    this.arrivals = arrivals;
  }

  /** Begins with what was left when the node last stopped. */
  void start() {
    stopped = false;
    for (Waiting each : database.now(InvocationRows::all)) {
      accepted++;
      lane(each.function).waiting.add(each);
    }
    if (accepted > 0) {
      LOG.info("{} calls wait that were accepted before the node stopped", accepted);
    }
    List.copyOf(lanes.values()).forEach(this::pump);
  }

  /** Starts nothing any more; what waits is there when the node starts again. */
  void stop() {
    stopped = true;
    lanes.values().forEach(Lane::disarm);
  }

  /** Calls that run now. */
  int running() {
    return running;
  }

  public AsyncCounters counters() {
    counters.waiting = accepted - running;
    counters.running = running;
    return counters;
  }

  @Override
  public CompletionStage<Void> accept(String function, Optional<String> qualifier, Invoke call) {
    return accept(function, qualifier, call, Optional.empty());
  }

  /**
   * Takes a call.
   *
   * @param callback the address that hears how it ended, checked by {@link CallbackGuard}
   */
  public CompletionStage<Void> accept(
      String function, Optional<String> qualifier, Invoke call, Optional<String> callback) {
    Optional<FunctionException> refused = refusal(call);
    if (refused.isPresent()) {
      return CompletableFuture.failedFuture(refused.get());
    }
    accepted++;
    return database
        .submit(
            session ->
                InvocationRows.insert(session, function, qualifier, call, callback, loop.millis()))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                accepted--;
              }
            })
        .thenAccept(this::join);
  }

  private Optional<FunctionException> refusal(Invoke call) {
    if (call.payload().length > options.payloadBytes()) {
      return Optional.of(
          new FunctionException(
              FunctionException.Code.REQUEST_TOO_LARGE,
              "the payload has %d bytes where %d may wait; put it elsewhere and send its name"
                  .formatted(call.payload().length, options.payloadBytes())));
    }
    return accepted < options.waiting()
        ? Optional.empty()
        : Optional.of(
            new FunctionException(
                FunctionException.Code.TOO_MANY_REQUESTS,
                "%d calls wait already; try again later".formatted(accepted)));
  }

  /** Something else has put a call on the disk. */
  void arrived(Waiting waiting) {
    accepted++;
    join(waiting);
  }

  private void join(Waiting waiting) {
    if (held + waiting.bytes() > options.heldBytes()) {
      waiting.call = Optional.empty();
    }
    held += waiting.bytes();
    Lane lane = lane(waiting.function);
    lane.waiting.add(waiting);
    pump(lane);
  }

  private Lane lane(String function) {
    return lanes.computeIfAbsent(function, Lane::new);
  }

  private void pump(Lane lane) {
    while (!stopped && lane.running < options.runningEach()) {
      Waiting head = lane.waiting.peek();
      if (head == null) {
        break;
      }
      long now = loop.millis();
      if (head.dueAt > now + LONGEST_DELAY_MILLIS) {
        head.dueAt = now; // nothing waits so long: the clock was ahead then, or was put back since
      }
      if (head.dueAt > now) {
        arm(lane, head.dueAt);
        break;
      }
      if (running >= options.running()) {
        blocked.add(lane);
        return;
      }
      lane.waiting.remove();
      lane.running++;
      running++;
      begin(lane, head);
    }
    if (lane.empty()) {
      lane.disarm();
      lanes.remove(lane.function);
    }
  }

  private void arm(Lane lane, long dueAt) {
    if (!lane.armed(dueAt)) {
      Runnable disarm =
          loop.after(
              Math.max(1, dueAt - loop.millis()),
              () -> {
                lane.disarm();
                pump(lane);
              });
      lane.arm(dueAt, disarm);
    }
  }

  private void begin(Lane lane, Waiting waiting) {
    if (waiting.call.isPresent()) {
      run(lane, waiting, waiting.call.get());
      return;
    }
    database
        .submit(session -> InvocationRows.call(session, waiting))
        .whenComplete(
            (call, failure) -> {
              if (failure == null) {
                run(lane, waiting, call);
              } else {
                LOG.error("an accepted call could not be read: {}", failure.getMessage());
                later(lane, waiting, options.delay().capMillis());
              }
            });
  }

  private void run(Lane lane, Waiting waiting, Invoke call) {
    EventConfiguration configuration = configurations.of(waiting.function, waiting.qualifier);
    long left = millis(configuration.maxAgeNanos()) - (loop.millis() - waiting.acceptedAt);
    if (left <= 0) {
      end(lane, waiting, call, Outcome.tooOld(waiting.attempts));
      return;
    }
    long wait = TimeUnit.MILLISECONDS.toNanos(Math.min(left, options.waitMillis()));
    Invoke attempt = call.waiting(wait);
    var reply = new Attempt(end -> ended(lane, waiting, call, configuration, end));
    try {
      Runnable _ = invoker.invoke(waiting.function, waiting.qualifier, attempt, reply);
    } catch (FunctionException e) {
      reply.ended(
          new InvokeEnd.Refused(
              e.code() == FunctionException.Code.RESOURCE_NOT_FOUND
                  ? InvokeEnd.Throttle.NO_SUCH_FUNCTION
                  : InvokeEnd.Throttle.NO_CAPACITY,
              String.valueOf(e.getMessage()),
              0));
    }
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private void ended(
      Lane lane, Waiting waiting, Invoke call, EventConfiguration configuration, InvokeEnd end) {
    switch (end) {
      case InvokeEnd.Answered answered -> {
        int attempts = waiting.attempts + 1;
        end(
            lane,
            waiting,
            call,
            Outcome.answered(attempts, answered.payload(), answered.metered()));
      }
      case InvokeEnd.Failed failed -> failed(lane, waiting, call, configuration, failed);
      case InvokeEnd.Refused refused -> refused(lane, waiting, call, configuration, refused);
    }
  }

  private void failed(
      Lane lane,
      Waiting waiting,
      Invoke call,
      EventConfiguration configuration,
      InvokeEnd.Failed failed) {
    waiting.attempts++;
    long delay = options.retry().delay(waiting.attempts - 1, random);
    Outcome.Condition condition =
        waiting.attempts > configuration.retries()
            ? Outcome.Condition.RETRIES_EXHAUSTED
            : Outcome.Condition.EVENT_AGE_EXCEEDED;
    if (condition == Outcome.Condition.RETRIES_EXHAUSTED || tooOld(waiting, configuration, delay)) {
      end(
          lane,
          waiting,
          call,
          Outcome.failed(condition, waiting.attempts, failed.failure(), failed.metered()));
      return;
    }
    counters.retried++;
    later(lane, waiting, delay);
  }

  private void refused(
      Lane lane,
      Waiting waiting,
      Invoke call,
      EventConfiguration configuration,
      InvokeEnd.Refused refused) {
    if (refused.reason() == InvokeEnd.Throttle.DRAINING) {
      stopped = true;
      waiting.dueAt = loop.millis();
      lane.waiting.add(waiting);
      freed(lane);
      return;
    }
    if (refused.reason() == InvokeEnd.Throttle.NO_SUCH_FUNCTION) {
      LOG.warn(
          "a call of {} is given up: {}", waiting.function, LogText.oneLine(refused.message()));
      CallEnd.Failed failure =
          new CallEnd.Failed(
              CallEnd.Kind.UNHANDLED,
              "ResourceNotFoundException",
              refused.message(),
              new byte[0],
              true);
      end(
          lane,
          waiting,
          call,
          Outcome.failed(
              Outcome.Condition.RETRIES_EXHAUSTED,
              waiting.attempts,
              failure,
              InvokeEnd.Metered.NOTHING));
      return;
    }
    long wait = millis(refused.retryAfterNanos());
    long delay = wait + options.delay().delay(waiting.delays, random);
    waiting.delays++;
    counters.delayed++;
    if (tooOld(waiting, configuration, delay)) {
      end(lane, waiting, call, Outcome.tooOld(waiting.attempts));
    } else {
      later(lane, waiting, delay);
    }
  }

  private boolean tooOld(Waiting waiting, EventConfiguration configuration, long delay) {
    return loop.millis() + delay - waiting.acceptedAt > millis(configuration.maxAgeNanos());
  }

  /** Tries again later; that this was tried is written down, but nothing waits for that. */
  private void later(Lane lane, Waiting waiting, long delay) {
    waiting.dueAt = loop.millis() + delay;
    lane.waiting.add(waiting);
    long dueAt = waiting.dueAt;
    int attempts = waiting.attempts;
    int delays = waiting.delays;
    database
        .submit(
            session -> {
              InvocationRows.later(session, waiting, dueAt, attempts, delays);
              return dueAt;
            })
        .exceptionally(
            e -> {
              LOG.warn("a retry could not be written down: {}", e.getMessage());
              return 0L;
            });
    freed(lane);
  }

  private void freed(Lane lane) {
    lane.running--;
    running--;
    if (blocked.isEmpty()) {
      pump(lane);
      return;
    }
    blocked.add(lane);
    for (int left = blocked.size(); left > 0 && running < options.running(); left--) {
      pump(blocked.removeFirst());
    }
  }

  private void end(Lane lane, Waiting waiting, Invoke call, Outcome outcome) {
    EventConfiguration configuration = configurations.of(waiting.function, waiting.qualifier);
    Ending ending = Ending.of(waiting, call, outcome, configuration, loop.millis());
    write(lane, waiting, ending, configuration, 1);
    // A function that is its own next one must not run out of stack.
    ending.next().ifPresent(next -> loop.execute(() -> arrived(next.waiting())));
  }

  private void write(
      Lane lane, Waiting waiting, Ending ending, EventConfiguration configuration, int attempt) {
    database
        .submit(session -> ending.write(session, configuration, loop.millis()))
        .whenComplete(
            (sent, failure) -> {
              if (failure == null) {
                done(lane, waiting, ending, sent);
              } else if (attempt < END_ATTEMPTS && !stopped) {
                Runnable _ =
                    loop.after(
                        FULL_RETRY_MILLIS,
                        () -> write(lane, waiting, ending, configuration, attempt + 1));
              } else {
                LOG.error(
                    "the end of a call of {} could not be written; it runs again when the node"
                        + " starts: {}",
                    waiting.function,
                    failure.getMessage());
                done(lane, waiting, ending, List.of());
              }
            });
  }

  private void done(Lane lane, Waiting waiting, Ending ending, List<Outbox.Sent> sent) {
    counters.ended(ending.outcome());
    accepted--;
    held -= waiting.bytes();
    for (Outbox.Sent each : new ArrayList<>(sent)) {
      tell(each);
    }
    if (waiting.callback.isPresent()) {
      arrivals.callback();
    }
    freed(lane);
  }

  /** Lets those who wait for it know what a transaction put somewhere. */
  void tell(Outbox.Sent sent) {
    switch (sent) {
      case Outbox.Sent.Call call -> arrived(call.waiting());
      case Outbox.Sent.Message message -> arrivals.message(message.queue());
    }
  }
}
