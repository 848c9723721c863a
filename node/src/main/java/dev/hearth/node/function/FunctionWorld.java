package dev.hearth.node.function;

import dev.hearth.functions.CallObserver;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Usage;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.Timeline;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel's effects do to functions: instances are sandboxes, a run is a call in one of
 * them. Nothing here answers the kernel, or a caller, from inside the kernel's own call: ends and
 * answers wait in two queues until it has returned ({@link #settle}), which for a function that
 * answers at once is still the same turn of the loop.
 */
public final class FunctionWorld {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionWorld.class);

  /** Set in the ids of all calls of functions, and in no others. */
  private static final long MARK = 1L << 45;

  /** After the longest a call may take, when its sandbox was told to stop it and did not. */
  private static final long GRACE_NANOS = 1_000_000_000L;

  private final EventLoop loop;
  private final LongSupplier wallMillis;
  private final LongObjectHashMap<FunctionCall> calls = new LongObjectHashMap<>();
  private final LongObjectHashMap<Attempt> running = new LongObjectHashMap<>();
  private final FunctionInstances instances;
  private final ArrayDeque<Attempt> ended = new ArrayDeque<>();
  private final ArrayDeque<FunctionCall> answered = new ArrayDeque<>();
  private CallObserver observer = CallObserver.NONE;
  private CallTraces traces = CallTraces.NONE;
  private Runnable emptied = () -> {};
  private long lastCall;

  /** Whether {@link #settle} is called further up, or was posted. */
  private boolean inside;

  private boolean posted;

  /**
   * @param starts where first instances are started and all are ended
   * @param furtherStarts where instances are started beside others that answer: they are many, and
   *     nobody's first waits behind them
   * @param wallMillis milliseconds since 1970, for the deadlines that functions see
   */
  public FunctionWorld(
      EventLoop loop,
      ServedVersions versions,
      ExecutorService starts,
      ExecutorService furtherStarts,
      LongSupplier wallMillis) {
    this.loop = loop;
    this.wallMillis = wallMillis;
    instances = new FunctionInstances(this, loop, versions, starts, furtherStarts);
  }

  /** Who hears of all calls from now on. */
  public void observe(CallObserver other) {
    observer = other;
  }

  /** Who follows calls on their way from now on. */
  public void follow(CallTraces other) {
    traces = other;
  }

  long now() {
    return loop.now();
  }

  /** Whether an instance is a sandbox. */
  public boolean holds(int instance) {
    return instances.get(instance) != null;
  }

  /** Whether an id is of a call of a function. */
  public static boolean owns(long invocation) {
    return (invocation & MARK) != 0;
  }

  /** Whether a run is one of a function. */
  public boolean runs(long run) {
    return running.containsKey(run);
  }

  /** Calls without an answer. */
  public int unanswered() {
    return calls.size() + answered.size();
  }

  /** Does {@code then} once all calls are answered; the kernel takes no new ones by then. */
  public void drain(Runnable then) {
    emptied = then;
    told();
  }

  private void told() {
    if (unanswered() == 0) {
      Runnable then = emptied;
      emptied = () -> {};
      then.run();
    }
  }

  // Calls.

  /** Starts a call; its answer may come before this returns. */
  FunctionCall submit(Served served, Invoke request, InvokeReply reply) {
    long now = loop.instant();
    var call = new FunctionCall(MARK | ++lastCall, served, request, reply, now, this);
    calls.put(call.id, call);
    served.open++;
    served.measures.asked();
    traces.submitted(call.id, served, request, now);
    long startBy = plus(now, request.waitNanos());
    long endBy = plus(startBy, plus(served.timeoutNanos(), GRACE_NANOS));
    var invocation =
        new Invocation(call.id, served.handle, 0, 1, 0, startBy, endBy, request.caller());
    settling(() -> loop.inputs().submit(now, invocation));
    return call;
  }

  private static long plus(long time, long more) {
    return more > Long.MAX_VALUE - time ? Long.MAX_VALUE : time + more;
  }

  void cancel(FunctionCall call) {
    if (calls.get(call.id) == call) {
      settling(() -> loop.inputs().cancel(loop.instant(), call.id, Cause.CALLER));
    }
  }

  /** The kernel's last word on a call. */
  public void reply(long invocation, Outcome outcome) {
    FunctionCall call = calls.remove(invocation);
    if (call != null) {
      call.concluded(outcome);
      answered.add(call);
      settleSoon();
    }
  }

  private void answer(FunctionCall call) {
    Served served = call.served;
    served.open--;
    InvokeEnd end = call.end();
    traces.ended(call.id, end);
    served.measures.ended(end, loop.now() - call.submittedAt);
    traces.over();
    if (call.ran()) {
      observer.ended(served.version, call.request, end);
    }
    call.reply.ended(end);
    told();
  }

  // Runs.

  /** Starts a call in a sandbox. */
  public void run(long run, int instance, Members members) {
    FunctionCall call = calls.get(members.invocation(0));
    FunctionInstance on = instances.get(instance);
    if (call == null || on == null) {
      throw new IllegalStateException("run %d of instance %d is unknown".formatted(run, instance));
    }
    var attempt = new Attempt(run, call, on, loop.now(), this);
    running.put(run, attempt);
    call.started(attempt);
    on.served.deadlines.add(attempt);
    Sandbox sandbox = on.sandbox();
    if (sandbox == null) {
      attempt.ended(crashed("the instance is gone"));
      return;
    }
    try {
      sandbox.invoke(call(attempt), attempt);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("a sandbox of '{}' took no call", on.served.version.name(), e);
      attempt.ended(crashed("the sandbox took no call: " + e.getMessage()));
    }
  }

  private static CallEnd crashed(String message) {
    return new CallEnd.Failed(
        CallEnd.Kind.CRASHED, "Runtime.ExitError", message, new byte[0], false);
  }

  private Call call(Attempt attempt) {
    Invoke request = attempt.call.request;
    long deadline = plus(wallMillis.getAsLong(), attempt.call.served.timeoutNanos() / 1_000_000);
    return new Call(
        attempt.run,
        request.requestId(),
        request.payload(),
        deadline,
        request.functionArn(),
        request.tenant(),
        traces.header(attempt.call.id, request),
        request.clientContext());
  }

  /** A run has ended; from any thread. */
  void ended(Attempt attempt) {
    if (loop.isCurrent()) {
      ended.add(attempt);
      settleSoon();
    } else {
      loop.post(attempt);
    }
  }

  /** A run's end has come to the loop. */
  void conclude(Attempt attempt) {
    settling(() -> ended.add(attempt));
  }

  private void over(Attempt attempt) {
    running.remove(attempt.run);
    FunctionCall call = attempt.call;
    call.served.deadlines.remove(attempt);
    FunctionInstance instance = attempt.instance;
    boolean usable = !(attempt.end() instanceof CallEnd.Failed failed) || failed.usable();
    boolean current = call.attempt == attempt;
    if (current) {
      call.ended(attempt);
    }
    if (!usable) {
      if (current && !runsAgain(call, attempt.end())) {
        loop.inputs().cancel(loop.instant(), call.id, Cause.INSTANCE_LOST);
      }
      lost(instance, "a call left it unusable");
      return;
    }
    loop.inputs().ended(loop.instant(), attempt.run, 0, Outcomes.of(attempt.end()), Usage.UNKNOWN);
    if (instance.sampleDue(attempt.startedAt)) {
      instances.background(instance::sample);
    }
  }

  /** Only what died by no fault of the call deserves another try, where its owner allows one. */
  private static boolean runsAgain(FunctionCall call, CallEnd end) {
    return call.idempotent()
        && !call.streamed
        && end instanceof CallEnd.Failed failed
        && failed.kind() == CallEnd.Kind.CRASHED;
  }

  /** A call's time is over. */
  void overdue(Attempt attempt) {
    stop(attempt, CallEnd.Kind.TIMED_OUT);
  }

  /** The kernel wants a run stopped. */
  public void abort(long run) {
    Attempt attempt = running.get(run);
    if (attempt != null && attempt.call.attempt == attempt) {
      stop(attempt, CallEnd.Kind.ABORTED);
    }
  }

  private static void stop(Attempt attempt, CallEnd.Kind why) {
    Sandbox sandbox = attempt.instance.sandbox();
    if (sandbox != null) {
      sandbox.abort(attempt.run, why);
    }
  }

  void streaming(Attempt attempt, String contentType) {
    if (attempt.call.hears(attempt)) {
      attempt.call.streamed = true;
      attempt.call.reply.streaming(contentType);
    }
  }

  void part(Attempt attempt, byte[] bytes) {
    if (attempt.call.hears(attempt)) {
      attempt.call.streamed = true;
      attempt.call.reply.part(bytes);
    }
  }

  void line(Attempt attempt, String text) {
    attempt.call.line(text);
    observer.line(
        attempt.call.served.version, attempt.instance.id, attempt.call.request.requestId(), text);
  }

  // Instances.

  /** Changes an instance of a function. */
  public void change(long change, int instance, Change what) {
    switch (what) {
      case Change.Create create -> instances.create(change, instance, create.function());
      case Change.Destroy _ -> instances.destroy(change, instance);
      case Change.Bind _, Change.Load _, Change.Unload _, Change.Prepare _ ->
          changedAtOnce(change, new Result.Failed("a sandbox runs one function only"));
    }
  }

  /** Tells the kernel what came of a change. */
  void changed(long change, Result result) {
    settling(() -> loop.inputs().changed(loop.instant(), change, result));
  }

  /** The same of one that needs no time; when the kernel has returned that asks for it. */
  void changedAtOnce(long change, Result result) {
    loop.post(() -> changed(change, result));
  }

  void started(FunctionInstance live, Timeline timeline) {
    traces.instanceStarted(live.id, timeline);
  }

  void died(FunctionInstance instance, String reason) {
    settling(() -> lost(instance, reason));
  }

  private void lost(FunctionInstance instance, String reason) {
    if (instances.get(instance.id) == instance) {
      streamedOn(instance)
          .forEach(
              call -> {
                call.lost(reason);
                loop.inputs().cancel(loop.instant(), call.id, Cause.INSTANCE_LOST);
              });
      loop.inputs().lost(loop.instant(), instance.id, reason);
    }
  }

  /** Calls a part of whose answer is with their caller already: another try would send it twice. */
  private List<FunctionCall> streamedOn(FunctionInstance instance) {
    return StreamSupport.stream(running.values().spliterator(), false)
        .filter(attempt -> attempt.instance == instance && attempt.call.attempt == attempt)
        .map(attempt -> attempt.call)
        .filter(call -> call.idempotent() && call.streamed)
        .sorted(Comparator.comparingLong(call -> call.id))
        .toList();
  }

  void line(FunctionInstance instance, String text) {
    observer.line(instance.served.version, instance.id, "", text);
  }

  /** Whether nothing is left of a version. */
  boolean unused(Served served) {
    return served.open == 0 && !instances.any(served);
  }

  /** Ends all sandboxes; the kernel is not asked any more. Blocks. */
  public void close() {
    instances.close();
  }

  // Turns.

  void onLoop(Runnable work) {
    if (loop.isCurrent()) {
      work.run();
    } else {
      loop.post(work);
    }
  }

  /** Tells the kernel something, then deals with what came of it. */
  private void settling(Runnable input) {
    if (inside) {
      input.run();
      return;
    }
    inside = true;
    try {
      input.run();
      settle();
    } finally {
      inside = false;
    }
  }

  private void settleSoon() {
    if (!inside && !posted) {
      posted = true;
      loop.post(
          () -> {
            posted = false;
            settling(() -> {});
          });
    }
  }

  /** Tells the kernel of runs that ended and callers of their answers, until nothing is left. */
  private void settle() {
    while (true) {
      try {
        if (!step()) {
          return;
        }
      } catch (RuntimeException e) {
        LOG.error("a call's end could not be dealt with; this is a defect", e);
      }
    }
  }

  private boolean step() {
    @Nullable Attempt attempt = ended.poll();
    if (attempt != null) {
      over(attempt);
      return true;
    }
    @Nullable FunctionCall call = answered.poll();
    if (call != null) {
      answer(call);
      return true;
    }
    return false;
  }
}
