package dev.hearth.functions;

import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.SandboxException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A version that can be called. Its code is made ready when it is deployed or first called; calls
 * that come meanwhile wait. Owned by the event loop.
 */
public final class ServedVersion {
  private static final byte[] NO_BODY = {};
  private static final long RETRY_NANOS = 1_000_000_000;

  /** A start that failed is not tried again for every call. */
  private static final long RETRY_MILLIS = 5_000;

  private static final int NO_HANDLE = -1;

  private final FunctionVersion version;
  private final FunctionRuntime runtime;
  private final Loop loop;
  private final Gate gate;
  private final int waitingLimit;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private Concurrency concurrency = Concurrency.NONE;
  private int handle = NO_HANDLE;
  private @Nullable CompletableFuture<Integer> start;
  private @Nullable String failure;
  private long failedMillis;
  private boolean retired;

  ServedVersion(
      FunctionVersion version, FunctionRuntime runtime, Loop loop, Gate gate, int waitingLimit) {
    this.version = version;
    this.runtime = runtime;
    this.loop = loop;
    this.gate = gate;
    this.waitingLimit = waitingLimit;
  }

  public FunctionVersion version() {
    return version;
  }

  /** Instances that are ready now. */
  public int ready() {
    return handle == NO_HANDLE ? 0 : runtime.ready(handle);
  }

  /** Why its code could not be made ready when that was last tried. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Starts a call, as {@link Invoker#invoke} does. */
  public Runnable invoke(Invoke call, InvokeReply reply) {
    return gate.pass(reply, inside -> start(call, inside));
  }

  private Runnable start(Invoke call, InvokeReply reply) {
    if (handle != NO_HANDLE && !retired) {
      return runtime.invoke(handle, call, reply);
    }
    if (retired) {
      reply.ended(new Refused(Throttle.NO_SUCH_FUNCTION, version.arn() + " is gone", RETRY_NANOS));
      return () -> {};
    }
    return await(call, reply);
  }

  private Runnable await(Invoke call, InvokeReply reply) {
    if (failure != null && loop.elapsed() - failedMillis < RETRY_MILLIS) {
      reply.ended(notStarted(failure));
      return () -> {};
    }
    if (waiting.size() >= waitingLimit) {
      reply.ended(
          new Refused(
              Throttle.QUEUE_FULL,
              "%d calls wait for the code of %s already".formatted(waitingLimit, version.arn()),
              RETRY_NANOS));
      return () -> {};
    }
    var mine = new Waiting(call, reply);
    waiting.add(mine);
    prepare(concurrency);
    return mine::cancel;
  }

  private static InvokeEnd notStarted(String why) {
    return new Failed(
        new CallEnd.Failed(CallEnd.Kind.UNHANDLED, "Runtime.StartFailed", why, NO_BODY, true),
        Metered.NOTHING);
  }

  /** Makes the code ready unless it is; fails with what is wrong with it. */
  CompletionStage<Integer> prepare(Concurrency wanted) {
    concurrency = wanted;
    if (start != null) {
      return start;
    }
    var mine = new CompletableFuture<Integer>();
    start = mine;
    serve()
        .whenComplete(
            (given, problem) -> {
              if (problem == null) {
                started(mine, given);
              } else {
                failed(mine, Failures.cause(problem));
              }
            });
    return mine;
  }

  private CompletionStage<Integer> serve() {
    try {
      return runtime.serve(version, concurrency);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void started(CompletableFuture<Integer> mine, int given) {
    handle = given;
    failure = null;
    // Before anybody hears of the handle, who might retire it.
    for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
      each.begin();
    }
    mine.complete(given);
  }

  private void failed(CompletableFuture<Integer> mine, Throwable problem) {
    start = null;
    failedMillis = loop.elapsed();
    String why =
        problem instanceof SandboxException || problem instanceof FunctionException
            ? String.valueOf(problem.getMessage())
            : "the node could not make its code ready; its log says why";
    failure = why;
    mine.completeExceptionally(problem);
    for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
      each.reply.ended(notStarted(why));
    }
  }

  /** How many calls and instances it may have from now on; what is dormant stays so. */
  void resize(Concurrency wanted) {
    boolean changed = !wanted.equals(concurrency);
    concurrency = wanted;
    if (changed && handle != NO_HANDLE && !retired) {
      runtime.resize(handle, wanted);
    }
  }

  /** Takes no more calls; done once nothing of it runs any more. */
  CompletionStage<Void> retire() {
    if (retired || start == null) {
      retired = true;
      return CompletableFuture.completedFuture(null);
    }
    retired = true;
    return start
        .handle((given, _) -> given)
        .thenCompose(
            given ->
                given == null
                    ? CompletableFuture.<Void>completedFuture(null)
                    : runtime.retire(given));
  }

  /** A call that came before the code was ready. */
  private final class Waiting {
    private final Invoke call;
    private final InvokeReply reply;
    private Runnable cancellation = () -> {};
    private boolean over;

    Waiting(Invoke call, InvokeReply reply) {
      this.call = call;
      this.reply = reply;
    }

    void begin() {
      if (!over) {
        over = true;
        cancellation = runtime.invoke(handle, call, reply);
      }
    }

    /** The answer is heard all the same, for it is heard exactly once. */
    void cancel() {
      if (over) {
        cancellation.run();
        return;
      }
      over = true;
      waiting.remove(this);
      reply.ended(
          new Failed(
              new CallEnd.Failed(
                  CallEnd.Kind.ABORTED, "Runtime.Aborted", "the caller went away", NO_BODY, true),
              Metered.NOTHING));
    }
  }
}
