package dev.hearth.policies.workflow;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Policy;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;

/** A policy that is told of invocations without a kernel; times in seconds. */
record Told(Policy policy, FakeView view) {
  static final long SECOND = 1_000_000_000L;

  static long nanos(double seconds) {
    return Math.round(seconds * SECOND);
  }

  void root(double at, int function) {
    call(at, Invocation.NO_CALLER, function);
  }

  void call(double at, int caller, int function) {
    policy.observe(
        new Event.Arrived(
            nanos(at), new FakeInvocation(1, function, 1, nanos(at), Long.MAX_VALUE, caller)),
        view);
  }

  void ended(double at, int function, double execSeconds) {
    var run = new FakeRun(1, new FakeInstance(1, function), nanos(at - execSeconds));
    policy.observe(new Event.Ended(nanos(at), run, Usage.UNKNOWN, true), view);
  }

  void ready(double at, int function, double startSeconds) {
    policy.observe(
        new Event.Ready(nanos(at), new FakeInstance(1, function), nanos(startSeconds)), view);
  }
}
