package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/** Carries out what policies propose, or says why not. */
final class Proposals {
  private final Kernel kernel;
  private final LongMap<Seat> thinking = new LongMap<>();
  private long lastRequest;

  Proposals(Kernel kernel) {
    this.kernel = kernel;
  }

  void carryOut(Proposal proposal, Seat by) {
    var refusal = attempt(proposal, by);
    kernel.witness.proposed(kernel.now, by.suite, proposal, refusal);
    if (refusal != null) {
      kernel.council.tell(by, Event.Kind.REFUSED, new Event.Refused(kernel.now, proposal, refusal));
    }
  }

  /** Null if done, else why not. */
  private @Nullable String attempt(Proposal proposal, Seat by) {
    return switch (proposal) {
      case Proposal.Start start -> start(start);
      case Proposal.Stop stop -> withInstance(stop.instance(), this::stop);
      case Proposal.Keep keep ->
          withInstance(
              keep.instance(),
              instance ->
                  kernel.fleet.keep(instance, keep.until()) ? null : "the instance is not idle");
      case Proposal.Load load ->
          withInstance(
              load.instance(),
              instance ->
                  kernel.changes.load(instance, load.function(), load.bytes())
                      ? null
                      : "the instance is not idle, is changing or has no room");
      case Proposal.Unload unload ->
          withInstance(
              unload.instance(),
              instance ->
                  kernel.changes.unload(instance, unload.function())
                      ? null
                      : "the instance does not hold it or is changing");
      case Proposal.Prepare prepare ->
          withInstance(
              prepare.instance(),
              instance ->
                  kernel.changes.prepare(instance, prepare.functions())
                      ? null
                      : "the instance is not idle or is changing");
      case Proposal.Group group -> group(group);
      case Proposal.Regrant regrant -> kernel.loans.regrant(regrant.run(), regrant.grant());
      case Proposal.Think think -> think(think.request(), by);
      case Proposal.StartElsewhere elsewhere -> {
        kernel.world.send(
            elsewhere.node(), new Message.Ask(elsewhere.function(), elsewhere.configuration()));
        yield null;
      }
    };
  }

  private interface OnInstance {
    @Nullable String apply(Instance instance);
  }

  private @Nullable String withInstance(int id, OnInstance action) {
    var instance = kernel.instances.get(id);
    return instance == null ? "there is no instance " + id : action.apply(instance);
  }

  private @Nullable String start(Proposal.Start start) {
    var function = kernel.functionOrNull(start.function());
    if (function == null) {
      return "there is no function " + start.function();
    }
    if (kernel.leaving(function.pool)) {
      return "the function takes no more invocations";
    }
    for (int i = 0; i < start.count(); i++) {
      if (function.pool.size >= function.pool.revision.scale().max()) {
        return "the pool is at its maximum of " + function.pool.revision.scale().max();
      }
      if (!kernel.fleet.start(function.pool, start.configuration())) {
        return "no room, or a start failed just now; started %d of %d".formatted(i, start.count());
      }
    }
    return null;
  }

  private @Nullable String stop(Instance instance) {
    if (instance.pool.size <= instance.pool.revision.scale().min()) {
      return "the pool is at its minimum of " + instance.pool.revision.scale().min();
    }
    kernel.fleet.stopWhenIdle(instance);
    return null;
  }

  private @Nullable String group(Proposal.Group group) {
    var refusal = whyNotOnePool(group);
    if (refusal != null) {
      return refusal;
    }
    var pool = kernel.function(group.members().getFirst().function()).home;
    pool.regroup(group.configuration());
    for (var member : group.members()) {
      var function = kernel.function(member.function());
      function.timeoutNanos = member.timeoutNanos();
      if (function.pool != pool) {
        kernel.dispatch.moveWaiting(function, pool);
      }
    }
    kernel.dispatch.dispatch(pool);
    return null;
  }

  private @Nullable String whyNotOnePool(Proposal.Group group) {
    @Nullable Function leader = null;
    for (var member : group.members()) {
      var function = kernel.functionOrNull(member.function());
      if (function == null) {
        return "there is no function " + member.function();
      }
      if (function.retired) {
        return "function %d takes no more invocations".formatted(member.function());
      }
      leader = leader == null ? function : leader;
      if (!function.revision().artifact().equals(leader.revision().artifact())) {
        return "function %d holds another artifact than the first".formatted(member.function());
      }
    }
    return null;
  }

  private @Nullable String think(PlanRequest request, Seat by) {
    thinking.remove(by.question);
    by.question = ++lastRequest;
    thinking.put(lastRequest, by);
    kernel.world.plan(lastRequest, request);
    return null;
  }

  /** A policy that left office hears no answer. */
  void forget(Seat seat) {
    thinking.remove(seat.question);
  }

  void planned(long request, Plan plan) {
    var seat = thinking.remove(request);
    if (seat != null) {
      kernel.council.planned(seat, plan);
    }
  }
}
