package dev.hearth.sandbox.wasm;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One instance of a module. Its guest is used by whoever holds the lock. */
final class WasmSandbox implements Sandbox {
  private final WasmProvider provider;
  private final ProgramLimits limits;
  private final Timeline.Recorder recorder = new Timeline.Recorder();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Prepared prepared;
  private volatile @Nullable Guest guest;
  private long peakBytes;
  private volatile @Nullable Running running;
  private volatile boolean closed;

  WasmSandbox(WasmProvider provider, ProgramLimits limits) {
    this.provider = provider;
    this.limits = limits;
    recorder.mark("create");
  }

  @Override
  public void specialise(Program program) {
    Prepared ready = provider.prepared(program);
    recorder.mark("find");
    specialise(ready);
  }

  private void specialise(Prepared ready) {
    Guest made = ready.guest();
    guest = made;
    recorder.mark("instance");
    prepared = ready;
    if (!ready.initialised()) {
      ready.initialise(made, provider.threads());
      recorder.mark("initialise");
    }
  }

  @Override
  public void invoke(Call call, CallListener heard) {
    var next = new Running(call, heard);
    running = next;
    provider.threads().execute(next);
  }

  @Override
  public void abort(long call, CallEnd.Kind why) {
    Running current = running;
    if (current != null && current.call.id() == call) {
      current.abort(why);
    }
  }

  /** A call under way. */
  private final class Running extends Run {
    private final Call call;
    private final CallListener heard;
    private volatile CallEnd.@Nullable Kind why;

    Running(Call call, CallListener heard) {
      this.call = call;
      this.heard = heard;
    }

    void abort(CallEnd.Kind kind) {
      why = kind;
      if (stop()) {
        heard.ended(Failure.stopped(kind, !closed));
      }
    }

    @Override
    void work() {
      lock.lock();
      try {
        Guest current = guest;
        Prepared program = prepared;
        if (current == null || program == null || closed) {
          heard.ended(Failure.stopped(CallEnd.Kind.ABORTED, false));
          return;
        }
        answer(current, program);
      } finally {
        lock.unlock();
      }
    }

    private void answer(Guest current, Prepared program) {
      var lines = new Lines(limits.outputBytes(), heard);
      boolean again = program.form().startsAnew();
      CallEnd end;
      current.regions().open();
      try {
        byte[] answer =
            program
                .form()
                .answer(current, call.payload(), environment(program), lines, limits.answerBytes());
        lines.finish();
        end = new CallEnd.Answered(answer);
      } catch (Throwable e) {
        again = again || !(e instanceof Form.Reported);
        end = failed(e, current, lines);
      } finally {
        current.regions().ended();
      }
      peakBytes = Math.max(peakBytes, current.memory().peakBytes());
      over();
      running = null;
      if (!again || closed) {
        heard.ended(end);
        return;
      }
      finish(current, program, end);
    }

    /** Whoever waits hears of it first; what follows is no time of the call's. */
    private void finish(Guest current, Prepared program, CallEnd end) {
      heard.ended(end);
      guest = null;
      Guest next = current.again();
      guest = next;
      if (!program.initialised()) {
        program.initialise(next);
      }
    }

    private CallEnd failed(Throwable thrown, Guest current, Lines lines) {
      CallEnd.Kind stopped = why;
      if (stopped != null) {
        lines.finish();
        return Failure.stopped(stopped, !closed);
      }
      return Failure.of(thrown, current.memory().refused(), lines);
    }

    private List<byte[]> environment(Prepared program) {
      if (!program.compiled().readsEnvironment()) {
        return program.environment();
      }
      var all = new ArrayList<>(program.environment());
      all.add(Wasi.variable("HEARTH_REQUEST_ID", call.requestId()));
      all.add(Wasi.variable("HEARTH_DEADLINE_MS", Long.toString(call.deadlineMillis())));
      all.add(Wasi.variable("HEARTH_FUNCTION_ARN", call.functionArn()));
      call.trace().ifPresent(trace -> all.add(Wasi.variable("_X_AMZN_TRACE_ID", trace)));
      return all;
    }
  }

  @Override
  public Timeline timeline() {
    return recorder.timeline();
  }

  @Override
  public Footprint footprint() {
    Guest current = guest;
    long now = current == null ? 0 : current.memory().bytes().byteSize();
    return new Footprint(now, Math.max(peakBytes, now), -1);
  }

  @Override
  public void close() {
    closed = true;
    Running current = running;
    if (current != null) {
      current.abort(CallEnd.Kind.ABORTED);
    }
    lock.lock();
    try {
      Guest last = guest;
      guest = null;
      if (last != null) {
        last.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "wasm " + prepared;
  }
}
