package dev.hearth.node;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.World;
import dev.hearth.node.function.FunctionWorld;
import dev.hearth.node.function.ServedVersions;

/** The kernel's effects, each to the half of the node that holds what it is about. */
final class NodeWorld implements World {
  private final LiveWorld models;
  private final FunctionWorld functions;
  private final ServedVersions versions;

  NodeWorld(LiveWorld models, FunctionWorld functions, ServedVersions versions) {
    this.models = models;
    this.functions = functions;
    this.versions = versions;
  }

  @Override
  public void change(long change, int instance, Change what) {
    if (isOfFunction(instance, what)) {
      functions.change(change, instance, what);
    } else {
      models.change(change, instance, what);
    }
  }

  /** A model's instance that is asked to become a function's is refused as one of theirs. */
  private boolean isOfFunction(int instance, Change what) {
    return switch (what) {
      case Change.Create create -> versions.contains(create.function());
      case Change.Bind bind -> versions.contains(bind.function()) || functions.holds(instance);
      case Change.Load load -> versions.contains(load.function()) || functions.holds(instance);
      case Change.Unload _, Change.Prepare _, Change.Destroy _ -> functions.holds(instance);
    };
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    if (functions.holds(instance)) {
      functions.run(run, instance, members);
    } else {
      models.run(run, instance, slot, members, grant);
    }
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    if (functions.runs(run)) {
      functions.abort(run);
    } else {
      models.abort(run, member, cause);
    }
  }

  @Override
  public void regrant(long run, Grant grant) {
    models.regrant(run, grant);
  }

  @Override
  public void reply(long invocation, Outcome outcome) {
    if (FunctionWorld.owns(invocation)) {
      functions.reply(invocation, outcome);
    } else {
      models.reply(invocation, outcome);
    }
  }

  @Override
  public void plan(long request, PlanRequest what) {
    models.plan(request, what);
  }

  @Override
  public void send(int node, Message message) {
    models.send(node, message);
  }
}
