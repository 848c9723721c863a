package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Audit;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Usage;

/** The way into a kernel whose invariants are checked after every input. */
record AuditedInputs(Kernel kernel, Audit audit) implements Inputs {
  AuditedInputs(Kernel kernel) {
    this(kernel, new Audit(kernel));
  }

  private void check(String input) {
    var violations = audit.check();
    if (!violations.isEmpty()) {
      throw new AssertionError("after " + input + ": " + violations);
    }
  }

  @Override
  public void deploy(long now, Revision revision) {
    kernel.deploy(now, revision);
    check("deploy");
  }

  @Override
  public void retire(long now, int function) {
    kernel.retire(now, function);
    check("retire");
  }

  @Override
  public void submit(long now, Invocation invocation) {
    kernel.submit(now, invocation);
    check("submit");
  }

  @Override
  public void cancel(long now, long invocation, Cause cause) {
    kernel.cancel(now, invocation, cause);
    check("cancel");
  }

  @Override
  public void changed(long now, long change, Result result) {
    kernel.changed(now, change, result);
    check("changed");
  }

  @Override
  public void ended(long now, long run, int member, Outcome outcome, Usage usage) {
    kernel.ended(now, run, member, outcome, usage);
    check("ended");
  }

  @Override
  public void progress(long now, long run, int member, Mark mark) {
    kernel.progress(now, run, member, mark);
    check("progress");
  }

  @Override
  public void measured(long now, int instance, Usage usage) {
    kernel.measured(now, instance, usage);
    check("measured");
  }

  @Override
  public void lost(long now, int instance, String reason) {
    kernel.lost(now, instance, reason);
    check("lost");
  }

  @Override
  public void node(long now, NodeState state) {
    kernel.node(now, state);
    check("node");
  }

  @Override
  public void planned(long now, long request, Plan plan) {
    kernel.planned(now, request, plan);
    check("planned");
  }

  @Override
  public void message(long now, int from, Message message) {
    kernel.message(now, from, message);
    check("message");
  }

  @Override
  public void drain(long now) {
    kernel.drain(now);
    check("drain");
  }

  @Override
  public long tick(long now) {
    long next = kernel.tick(now);
    check("tick");
    return next;
  }
}
