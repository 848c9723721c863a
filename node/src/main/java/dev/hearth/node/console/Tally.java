package dev.hearth.node.console;

import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.gateway.console.Feed;
import dev.hearth.kernel.Outcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one deployment did since the node started, of all its versions. On the event loop. */
public final class Tally {
  private static final double BYTES_PER_GIB = 1L << 30;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Tallies all;
  private final Minute minute = new Minute();
  private final EventLog log = new EventLog();
  private long answered;
  private long failed;
  private long rejected;
  private long timedOut;
  private long coldStarts;
  private long calls;
  private double gibSeconds;
  private long objectiveNanos = Long.MAX_VALUE;
  private @Nullable String startProblem;
  private @Nullable String runProblem;
  private boolean touched = true;

  Tally(Tallies all) {
    this.all = all;
  }

  /** Answers within so long are good ones. */
  void objective(long nanos) {
    objectiveNanos = nanos;
  }

  /** A request of a model has its outcome, so long after it was submitted. */
  public void ended(Outcome outcome, long nanos) {
    switch (outcome) {
      case Outcome.Answered _ -> answered(nanos);
      case Outcome.Failed(var fault, String message) ->
          failed(message, fault == Outcome.Fault.INPUT);
      case Outcome.Rejected refusal -> rejected(refusal.message());
      case Outcome.TimedOut _ -> timedOut();
      case Outcome.Cancelled _ -> minute.unanswered(now());
    }
    touched = true;
  }

  /** A call of a function ended, so long after it arrived. */
  public void ended(FunctionVersion version, InvokeEnd end, long nanos) {
    switch (end) {
      case InvokeEnd.Answered(byte[] _, InvokeEnd.Metered metered) -> {
        answered(nanos);
        billed(version, metered);
      }
      case InvokeEnd.Failed(var failure, InvokeEnd.Metered metered) -> {
        billed(version, metered);
        switch (failure.kind()) {
          case TIMED_OUT -> timedOut();
          default -> failed(failure.errorType() + ": " + failure.message(), false);
        }
      }
      case InvokeEnd.Refused refused -> rejected(refused.message());
    }
    touched = true;
  }

  /** A request of a graph is through, or is not going to be. */
  public void ended(boolean well, long nanos) {
    if (well) {
      answered(nanos);
    } else {
      failed("a request did not get through", false);
    }
    touched = true;
  }

  private void answered(long nanos) {
    answered++;
    runProblem = null;
    minute.answered(now(), nanos, nanos <= objectiveNanos);
  }

  /** A deployment is not to blame for an input that it cannot take. */
  private void failed(String message, boolean input) {
    failed++;
    minute.unanswered(now());
    log.warn(all.millis(), "a request failed: " + message);
    if (!input) {
      runProblem = message;
    }
  }

  private void rejected(String message) {
    rejected++;
    minute.unanswered(now());
    log.warn(all.millis(), "a request was refused: " + message);
  }

  private void timedOut() {
    timedOut++;
    minute.unanswered(now());
    log.warn(all.millis(), "a request ran out of time");
  }

  private void billed(FunctionVersion version, InvokeEnd.Metered metered) {
    calls++;
    long millis = Math.ceilDiv(metered.runNanos(), NANOS_PER_MILLI);
    if (all.prices().init()) {
      millis += Math.ceilDiv(metered.initNanos(), NANOS_PER_MILLI);
    }
    long memory = version.configuration().limits().memoryBytes();
    gibSeconds += memory / BYTES_PER_GIB * millis / 1_000;
  }

  /** An instance of a model held so much for so long. */
  void held(long bytes, long nanos) {
    gibSeconds += bytes / BYTES_PER_GIB * nanos / TimeUnit.SECONDS.toNanos(1);
    touched = true;
  }

  /** A run with so many rows began. */
  public void ran(int rows) {
    minute.ran(now(), rows);
  }

  /** An instance is ready, so long after it was asked for. */
  public void started(long nanos) {
    coldStarts++;
    startProblem = null;
    log.info(
        all.millis(),
        "an instance was ready after %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(nanos)));
    touched = true;
  }

  /** An instance did not start. */
  public void startFailed(String message) {
    startProblem = message;
    log.warn(all.millis(), "an instance did not start: " + message);
    touched = true;
  }

  EventLog log() {
    return log;
  }

  /** What went wrong last, if nothing went well since; with requests, in the last minute. */
  Optional<String> problem() {
    return Optional.ofNullable(startProblem != null ? startProblem : quiet() ? null : runProblem);
  }

  /** Whether the last instance that was to start did not. */
  boolean startFailing() {
    return startProblem != null;
  }

  Feed.Totals totals() {
    return new Feed.Totals(answered, failed, rejected, timedOut, coldStarts);
  }

  Feed.Minute minute() {
    return minute.read(now(), objectiveNanos != Long.MAX_VALUE);
  }

  /** Whether nothing ended in the last minute. */
  boolean quiet() {
    return minute.empty(now());
  }

  /**
   * What it cost.
   *
   * @param moreGibSeconds that instances hold now
   */
  Feed.Cost cost(double moreGibSeconds) {
    return all.cost(gibSeconds + moreGibSeconds, calls);
  }

  /** Whether something changed since this was asked last. */
  boolean takeTouched() {
    boolean was = touched;
    touched = false;
    return was;
  }

  private long now() {
    return all.nanos();
  }
}
