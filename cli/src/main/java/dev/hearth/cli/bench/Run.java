package dev.hearth.cli.bench;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One row: sends requests as its plan says and counts what becomes of them. Everything but {@link
 * #start} and {@link #stop} happens on the event loop.
 *
 * <p>A request belongs to the row if it was due within the measured time; it is waited for after
 * that. Rates count the answers that came within the measured time, whenever they were asked for.
 */
final class Run implements Call.Listener {
  private static final long SWEEP_MS = 50;
  private static final long PAUSE_AFTER_ERROR_NANOS = 10_000_000;

  private final EventLoop loop;
  private final Connections connections;
  private final List<Request> requests;
  private final LoadPlan plan;
  private final AnswerCheck check;
  private final Log log;
  private final Tally tally;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final SplittableRandom random;
  private final long startNanos = System.nanoTime();
  private final long measuredFrom;
  private long measuredTo;
  private long due;
  private long measured;
  private int inFlight;
  private int next;
  private int arrived;
  private boolean over;
  private Optional<CpuTime> cpu = Optional.empty();
  private Optional<Result.Cost> cost = Optional.empty();
  private @Nullable Future<?> sweeping;

  /** Hears of every request, also of those before what is measured. On the event loop. */
  interface Log {
    Log NONE = (dueNanos, ending, latencyNanos) -> {};

    /** {@code dueNanos} counts from the start of the run. */
    void ended(long dueNanos, Ending ending, long latencyNanos);
  }

  Run(Wire wire, List<Request> requests, LoadPlan plan, AnswerCheck check) {
    this(wire, requests, plan, check, Log.NONE);
  }

  Run(Wire wire, List<Request> requests, LoadPlan plan, AnswerCheck check, Log log) {
    this.log = log;
    this.loop = wire.loop();
    this.connections = wire.connections();
    this.requests = List.copyOf(requests);
    this.plan = plan;
    this.check = check;
    tally = new Tally(plan.objective().toNanos());
    random = new SplittableRandom(plan.seed());
    measuredFrom = startNanos + plan.warmUp().toNanos();
    measuredTo = measuredFrom + plan.duration().toNanos();
    due = startNanos;
  }

  /** Begins; what comes of it is there once every request has ended. */
  CompletableFuture<Result> start() {
    loop.execute(() -> guarded(this::begin));
    return result;
  }

  /** Ends it now, with what was measured so far. */
  void stop() {
    loop.execute(
        () -> {
          over = true;
          finish(System.nanoTime());
        });
  }

  /** How much of the planned time is over, from 0 to 1. */
  double progress() {
    double planned = plan.warmUp().plus(plan.duration()).toNanos();
    return Math.clamp((System.nanoTime() - startNanos) / planned, 0, 1);
  }

  private void begin() {
    long now = System.nanoTime();
    after(measuredFrom - now, () -> cpu = Optional.of(CpuTime.now()));
    after(measuredTo - now, this::timeIsUp);
    sweeping = loop.scheduleAtFixedRate(this::expire, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    switch (plan.load()) {
      case Load.Closed closed -> {
        for (int i = 0; i < closed.concurrency(); i++) {
          sendNext();
        }
      }
      case Load.Open _, Load.Recorded _ -> {
        due = startNanos + firstOffset();
        arrive();
      }
    }
  }

  private long firstOffset() {
    return plan.load() instanceof Load.Recorded recorded ? offset(recorded) : 0;
  }

  private void after(long nanos, Runnable task) {
    var _ = loop.schedule(() -> guarded(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** A defect ends the row: without this the event loop would swallow it. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      over = true;
      result.completeExceptionally(e);
    }
  }

  /** Closed loop: one caller sends. */
  private void sendNext() {
    long now = System.nanoTime();
    if (!over && now < measuredTo) {
      send(now, now);
    }
  }

  /** Open loop: sends whatever is due, and comes again when the next is. */
  private void arrive() {
    long now = System.nanoTime();
    while (due <= now && due < measuredTo && !over) {
      if (inFlight < plan.maxInFlight()) {
        send(due, now);
      } else {
        drop();
      }
      due = nextDue();
    }
    if (over) {
      finishIfLast(System.nanoTime());
    } else if (due < measuredTo) {
      after(due - System.nanoTime(), this::arrive);
    }
  }

  private long nextDue() {
    return switch (plan.load()) {
      case Load.Open open -> due + gap(open);
      case Load.Recorded recorded -> startNanos + offset(recorded);
      case Load.Closed _ -> Long.MAX_VALUE;
    };
  }

  private long gap(Load.Open open) {
    double mean = 1e9 / open.perSecond();
    return Math.round(open.poisson() ? random.nextExponential() * mean : mean);
  }

  /** The next recorded offset; after the last one a time that never comes. */
  private long offset(Load.Recorded recorded) {
    long[] offsets = recorded.offsetsNanos();
    return arrived < offsets.length ? offsets[arrived++] : Long.MAX_VALUE / 2;
  }

  private void send(long intended, long now) {
    Request request = requests.get(next);
    next = (next + 1) % requests.size();
    inFlight++;
    if (intended >= measuredFrom) {
      tally.sent(now - intended);
      took();
    }
    connections.send(new Call(request, intended, now, this));
  }

  private void drop() {
    if (due >= measuredFrom) {
      Answer dropped = Answer.dropped(plan.maxInFlight());
      tally.ended(dropped.ending(), dropped.reason(), 0);
      took();
    }
    log.ended(due - startNanos, Ending.DROPPED, 0);
  }

  /** One request more was measured; with the last allowed one, no more are sent. */
  private void took() {
    measured++;
    if (measured == plan.requests()) {
      over = true;
    }
  }

  @Override
  public void ended(Call call, Answer answer, long now) {
    guarded(() -> take(call, answer, now));
  }

  private void take(Call call, Answer answer, long now) {
    inFlight--;
    if (!result.isDone()) {
      count(call, check.checked(call.request(), answer), now);
    }
    if (over) {
      finishIfLast(now);
    } else if (plan.load() instanceof Load.Closed) {
      if (answer.ending() == Ending.ERROR) {
        after(PAUSE_AFTER_ERROR_NANOS, this::sendNext);
      } else {
        sendNext();
      }
    }
  }

  private void count(Call call, Answer answer, long now) {
    long latency = now - call.intendedNanos();
    log.ended(call.intendedNanos() - startNanos, answer.ending(), latency);
    if (call.intendedNanos() >= measuredFrom) {
      tally.ended(answer.ending(), answer.reason(), latency);
    }
    if (answer.ending() == Ending.OK && now >= measuredFrom && now <= measuredTo) {
      tally.answeredInWindow(latency);
    }
  }

  private void timeIsUp() {
    if (!(plan.load() instanceof Load.Closed)) {
      // What was due until now is sent, however late the loop is.
      arrive();
    }
    over = true;
    measureCost();
    finishIfLast(System.nanoTime());
  }

  private void finishIfLast(long now) {
    if (inFlight == 0) {
      finish(now);
    }
  }

  private void finish(long now) {
    if (result.isDone()) {
      return;
    }
    measureCost();
    measuredTo = Math.min(measuredTo, now);
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    double seconds = Math.max(0, measuredTo - measuredFrom) / 1e9;
    result.complete(tally.result(plan, seconds, cost.orElse(Result.Cost.NONE)));
  }

  private void measureCost() {
    if (cost.isEmpty()) {
      cost = cpu.map(before -> CpuTime.now().since(before));
    }
  }

  private void expire() {
    connections.expire(
        System.nanoTime() - plan.timeout().toNanos(),
        "no answer within %d ms".formatted(plan.timeout().toMillis()));
  }
}
