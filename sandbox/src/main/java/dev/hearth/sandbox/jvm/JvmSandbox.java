package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.handler.Json;
import dev.hearth.sandbox.handler.Target;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Java functions in this process: a class loader, and a virtual thread for each call. */
final class JvmSandbox implements Sandbox {
  private static final Logger LOG = LoggerFactory.getLogger(JvmSandbox.class);

  /** The first calls load classes, which would hold the caller's thread whatever is declared. */
  static final int WARM_UP_CALLS = 3;

  private final Engine engine;
  private final SandboxListener listener;
  private final Function<Program, ProgramCode> codes;
  private final Timeline.Recorder timeline = new Timeline.Recorder();
  private final ConcurrentHashMap<Long, CallRun> running = new ConcurrentHashMap<>();
  private final ArrayDeque<Scope> free = new ArrayDeque<>();

  private volatile boolean closed;
  private volatile int warmedUp;
  private @Nullable ProgramCode code;
  private @Nullable FunctionClassLoader loader;
  private @Nullable Target handler;
  private @Nullable Scope first;
  private @Nullable Json json;

  JvmSandbox(Engine engine, SandboxListener listener, Function<Program, ProgramCode> codes) {
    this.engine = engine;
    this.listener = listener;
    this.codes = codes;
  }

  @Override
  public void specialise(Program program) {
    ProgramCode found = codes.apply(program);
    code = found;
    timeline.mark("code");
    FunctionClassLoader made = found.loader();
    loader = made;
    Target named = found.handler(made);
    handler = named;
    timeline.mark("class");
    var scope = new Scope(this);
    Initialisation.of(program, made, scope, named);
    first = scope;
    free.push(scope);
    timeline.mark("initialise");
  }

  @Override
  public void invoke(Call call, CallListener heard) {
    if (warmedUp >= WARM_UP_CALLS && code().nonBlocking()) {
      engine.watchdog().watch(new CallRun(this, scope(), call, heard, Thread.currentThread()));
      return;
    }
    var run = new CallRun(this, scope(), call, heard, null);
    running.put(call.id(), run);
    run.thread().start();
  }

  @Override
  public void abort(long call, CallEnd.Kind why) {
    CallRun run = running.get(call);
    if (run != null) {
      run.stop(why);
    }
  }

  private Scope scope() {
    synchronized (free) {
      Scope scope = free.poll();
      return scope == null ? another() : scope;
    }
  }

  private Scope another() {
    var scope = new Scope(this);
    if (!code().scoped()) {
      scope.use(Objects.requireNonNull(first).entry(handler()));
    }
    return scope;
  }

  /** A call's code has come to its end. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one more call to warm up does no harm
  void ended(CallRun run, Scope scope) {
    running.remove(run.call().id(), run);
    if (warmedUp < WARM_UP_CALLS) {
      warmedUp++;
    }
    if (code().fresh()) {
      scope.reset();
    }
    synchronized (free) {
      free.push(scope);
    }
  }

  /** A call does not stop. */
  void gaveUp(CallRun run) {
    running.remove(run.call().id(), run);
    LOG.warn(
        "A call of {} was interrupted and did not stop within {} ms; its thread still runs: {}",
        program(),
        Watchdog.PATIENCE_MILLIS,
        Stacks.top(run.thread()));
  }

  /** A call that said it never waits holds its caller's thread. */
  void blocked(CallRun run, boolean surely) {
    if (code().block(surely)) {
      LOG.warn(
          "{} is declared non-blocking and held the event loop for more than {}; from now on it"
              + " runs on threads of its own: {}",
          program(),
          surely
              ? Watchdog.BLOCKED_MILLIS + " ms"
              : Watchdog.SLOW_MILLIS + " ms, " + ProgramCode.STRIKES + " times",
          Stacks.top(run.thread()));
    }
  }

  void line(String text) {
    listener.line(text);
  }

  boolean closed() {
    return closed;
  }

  Engine engine() {
    return engine;
  }

  private ProgramCode code() {
    return Objects.requireNonNull(code, "the sandbox runs nothing yet");
  }

  Program program() {
    return code().program();
  }

  Target handler() {
    return Objects.requireNonNull(handler, "the sandbox runs nothing yet");
  }

  /** What functions called by this one are told in; made when first needed. */
  synchronized Json json() {
    Json made = json == null ? new Json() : json;
    json = made;
    return made;
  }

  FunctionClassLoader loader() {
    return Objects.requireNonNull(loader, "the sandbox runs nothing yet");
  }

  @Override
  public Timeline timeline() {
    return timeline.timeline();
  }

  @Override
  public Footprint footprint() {
    return Footprint.UNKNOWN;
  }

  @Override
  public void close() {
    closed = true;
    running.values().forEach(run -> run.stop(CallEnd.Kind.ABORTED));
  }
}
