package dev.hearth.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of instances that the world was asked for and has not answered, and what instances hold
 * beside their own function. An instance has at most one change under way.
 */
class Changes {
  final Kernel kernel;
  private final LongMap<PendingChange> pending = new LongMap<>();

  Changes(Kernel kernel) {
    this.kernel = kernel;
  }

  @Nullable PendingChange get(long id) {
    return pending.get(id);
  }

  /** Starts a change that nothing may run beside. */
  boolean prepare(Instance instance, List<Integer> functions) {
    if (!instance.idle() || instance.pending != null) {
      return false;
    }
    instance.pool.makeUnavailable(instance);
    kernel.fleet.become(instance, ((InstanceState.Ready) instance.state).change(kernel.now));
    send(instance, new Change.Prepare(functions));
    return true;
  }

  boolean load(Instance instance, int function, long bytes) {
    if (!instance.idle()
        || instance.pending != null
        || instance.loaded.contains(function)
        || !kernel.ledger.hold(function, bytes)) {
      return false;
    }
    send(instance, new Change.Load(function, bytes));
    return true;
  }

  boolean unload(Instance instance, int function) {
    if (instance.pending != null || !instance.loaded.contains(function)) {
      return false;
    }
    send(instance, new Change.Unload(function));
    return true;
  }

  /** Asks the world for a change. */
  void send(Instance instance, Change what) {
    var change = new PendingChange(kernel.nextChange(), instance, what);
    ask(change);
  }

  private void ask(PendingChange change) {
    change.instance.pending = change;
    pending.put(change.id, change);
    kernel.timers.set(change, kernel.now + kernel.options.limits().changeTimeoutNanos());
    kernel.world.change(change.id, change.instance.id, change.what);
  }

  /** The world answered. */
  void answered(PendingChange change, Result result) {
    pending.remove(change.id);
    kernel.timers.clear(change);
    var instance = change.instance;
    if (instance.pending == change) {
      instance.pending = null;
    }
    switch (change.what) {
      case Change.Create _ -> kernel.fleet.created(instance, result);
      case Change.Bind _ -> kernel.fleet.bound(instance, result);
      case Change.Prepare prepare -> prepared(instance, prepare, result);
      case Change.Load load -> loaded(instance, load, result);
      case Change.Unload unload -> unloaded(instance, unload);
      case Change.Destroy _ -> destroyed(change, result);
    }
  }

  private void prepared(Instance instance, Change.Prepare prepare, Result result) {
    if (result instanceof Result.Done) {
      instance.prepared.addAll(prepare.functions());
    }
    kernel.fleet.becomeReady(instance);
  }

  private void loaded(Instance instance, Change.Load load, Result result) {
    boolean live = kernel.instances.get(instance.id) == instance && instance.counts();
    if (result instanceof Result.Done && live) {
      instance.loaded.add(load.function());
    } else {
      kernel.ledger.letGo(load.function());
      kernel.room.retry();
    }
  }

  private void unloaded(Instance instance, Change.Unload unload) {
    if (instance.loaded.remove(unload.function())) {
      kernel.ledger.letGo(unload.function());
      kernel.room.retry();
    }
  }

  /** It holds nothing beside its own function any more. */
  void dropLoaded(Instance instance) {
    instance.loaded.forEach(kernel.ledger::letGo);
    instance.loaded.clear();
  }

  private void destroyed(PendingChange change, Result result) {
    if (!(result instanceof Result.Failed) || !askAgain(change)) {
      kernel.fleet.destroyed(change.instance);
    }
  }

  /** Asks for a destroy once more, under the same id; false if it was asked often enough. */
  private boolean askAgain(PendingChange change) {
    if (change.attempts >= kernel.options.limits().destroyAttempts()) {
      return false;
    }
    change.attempts++;
    ask(change);
    return true;
  }

  /**
   * The world did not answer in time. A destroy is asked again; memory never comes back unasked.
   */
  void overdue(PendingChange change) {
    var instance = change.instance;
    switch (change.what) {
      case Change.Destroy _ -> askAgain(change);
      case Change.Create _ -> kernel.fleet.startTimedOut(instance);
      case Change.Bind _, Change.Prepare _ -> kernel.fleet.stop(instance);
      case Change.Load load -> answered(change, new Result.Failed("load of " + load.function()));
      case Change.Unload _ -> kernel.fleet.stopWhenIdle(instance);
    }
  }

  /** Its change under way does not matter any more. */
  void abandon(Instance instance) {
    var change = instance.pending;
    if (change != null) {
      pending.remove(change.id);
      kernel.timers.clear(change);
      instance.pending = null;
      if (change.what instanceof Change.Load load) {
        kernel.ledger.letGo(load.function());
      }
    }
  }
}
