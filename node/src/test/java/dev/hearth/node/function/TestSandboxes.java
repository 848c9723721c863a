package dev.hearth.node.function;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sandboxes that do what a test tells them, or answer their input at once. */
final class TestSandboxes implements SandboxProvider {
  final List<Fake> alive = new ArrayList<>();
  final List<Program> prepared = new ArrayList<>();
  final List<StartPriority> priorities = new ArrayList<>();
  boolean answersAtOnce;
  boolean starts = true;
  boolean obeys = true;
  boolean usableAfterAbort = true;
  int made;

  @Override
  public String name() {
    return "test";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.PROCESS,
        Sharing.NONE,
        StartClass.MICROSECONDS,
        Set.of("python"),
        false,
        false,
        true);
  }

  @Override
  public Availability availability() {
    return Availability.AVAILABLE;
  }

  @Override
  public void prepare(Program program) {
    if (program.handler().isEmpty()) {
      throw new SandboxException(SandboxException.Code.INVALID_PROGRAM, "there is no handler");
    }
    prepared.add(program);
  }

  @Override
  public void release(Program program) {
    prepared.remove(program);
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    made++;
    var fake = new Fake(listener);
    alive.add(fake);
    return fake;
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener, StartPriority priority) {
    priorities.add(priority);
    return create(limits, listener);
  }

  @Override
  public void close() {}

  /** One sandbox, with the calls that run in it. */
  final class Fake implements Sandbox {
    final SandboxListener listener;
    final Map<Long, CallListener> running = new LinkedHashMap<>();
    final List<Call> calls = new ArrayList<>();

    Fake(SandboxListener listener) {
      this.listener = listener;
    }

    @Override
    public void specialise(Program program) {
      if (!starts) {
        throw new SandboxException(SandboxException.Code.START_FAILED, "its code does not start");
      }
    }

    @Override
    public void invoke(Call call, CallListener hears) {
      calls.add(call);
      if (answersAtOnce) {
        hears.ended(new CallEnd.Answered(call.payload()));
      } else {
        running.put(call.id(), hears);
      }
    }

    /** Ends the call that has run the longest. */
    void end(CallEnd end) {
      var oldest = running.entrySet().iterator().next();
      running.remove(oldest.getKey());
      oldest.getValue().ended(end);
    }

    CallListener first() {
      return running.values().iterator().next();
    }

    @Override
    public void abort(long call, CallEnd.Kind why) {
      CallListener hears = obeys ? running.remove(call) : null;
      if (hears != null) {
        hears.ended(
            new CallEnd.Failed(why, "Sandbox." + why, "stopped", new byte[0], usableAfterAbort));
      }
    }

    @Override
    public Timeline timeline() {
      return new Timeline(List.of(new Timeline.Phase("fake", 7)));
    }

    @Override
    public Footprint footprint() {
      return new Footprint(1, 2, 3);
    }

    @Override
    public void close() {
      alive.remove(this);
    }
  }
}
