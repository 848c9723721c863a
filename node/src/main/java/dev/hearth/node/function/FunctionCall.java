package dev.hearth.node.function;

import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.kernel.Outcome;
import dev.hearth.sandbox.CallEnd;
import org.jspecify.annotations.Nullable;

/** An unanswered call of a function. Owned by the event loop; run, it takes the call back. */
final class FunctionCall implements Runnable {
  final long id;
  final Served served;
  final Invoke request;
  final InvokeReply reply;
  final long submittedAt;
  private final FunctionWorld world;
  private final @Nullable LogTail tail;

  /** The run it is in now. */
  @Nullable Attempt attempt;

  /** Whether its caller has heard a part of its answer. */
  boolean streamed;

  private @Nullable CallEnd end;
  private @Nullable Outcome outcome;
  private long startedAt = -1;
  private long runNanos;
  private long initNanos;
  private long peakMemoryBytes = -1;

  FunctionCall(
      long id,
      Served served,
      Invoke request,
      InvokeReply reply,
      long submittedAt,
      FunctionWorld world) {
    this.id = id;
    this.served = served;
    this.request = request;
    this.reply = reply;
    this.submittedAt = submittedAt;
    this.world = world;
    tail = request.logTail() ? new LogTail() : null;
  }

  /** Takes the call back. */
  @Override
  public void run() {
    world.cancel(this);
  }

  void started(Attempt now) {
    attempt = now;
    end = null;
    if (startedAt < 0) {
      startedAt = now.startedAt;
    }
    initNanos += now.instance.firstWaitOf(this);
  }

  /** Whether what a run sends on is still wanted. */
  boolean hears(Attempt from) {
    return attempt == from && outcome == null;
  }

  boolean idempotent() {
    return served.version.configuration().idempotent();
  }

  boolean ran() {
    return startedAt >= 0;
  }

  void line(String text) {
    if (tail != null) {
      tail.line(text);
    }
  }

  /** Its run ended so; whether that is the last word is the kernel's to say. */
  void ended(Attempt over) {
    attempt = null;
    end = over.end();
    runNanos += over.runNanos();
    peakMemoryBytes = over.instance.peakMemoryBytes();
  }

  /** What ran it is gone, and it is not to run again. */
  void lost(String reason) {
    attempt = null;
    end = new CallEnd.Failed(CallEnd.Kind.CRASHED, "Runtime.ExitError", reason, new byte[0], false);
  }

  /** The kernel's last word. */
  void concluded(Outcome last) {
    outcome = last;
  }

  InvokeEnd end() {
    CallEnd own = end;
    if (own instanceof CallEnd.Answered(byte[] payload)) {
      return new InvokeEnd.Answered(payload, metered());
    }
    if (own instanceof CallEnd.Failed failure) {
      return new InvokeEnd.Failed(failure, metered());
    }
    return Outcomes.end(outcome, this);
  }

  InvokeEnd.Metered metered() {
    long queued = startedAt < 0 ? world.now() - submittedAt : startedAt - submittedAt;
    return new InvokeEnd.Metered(
        runNanos, initNanos, queued, peakMemoryBytes, tail == null ? "" : tail.text());
  }
}
