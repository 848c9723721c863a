package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;

/** Starts, keeps and stops instances, as scaling and warmth want and the ledger allows. */
class Fleet {
  /** How soon an instance that stays only because it is wanted is looked at again. */
  private static final long RECHECK_NANOS = 1_000_000_000L;

  final Kernel kernel;
  private int lastInstance;

  Fleet(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Starts what is missing of the instances a pool should have. */
  void rescale(Pool pool) {
    if (pool.size >= pool.revision.scale().max()) {
      return;
    }
    int wanted = wanted(pool);
    while (pool.size < wanted && start(pool, pool.revision.configuration())) {}
    pool.starved = Math.max(0, wanted - pool.size);
  }

  /** A policy was woken: the pools it scales may want another number of instances. */
  void rescaleServedBy(Seat seat) {
    if (!(seat.policy instanceof ScalingPolicy)) {
      return;
    }
    if (seat.pool != null) {
      rescale(seat.pool);
      return;
    }
    for (var pool : List.copyOf(kernel.poolsInOrder)) {
      if (pool.cabinet.seats.contains(seat)) {
        rescale(pool);
      }
    }
  }

  private int wanted(Pool pool) {
    int desired = pool.cabinet.scaling.desired(kernel.now, pool);
    kernel.witness.scaled(kernel.now, pool, desired);
    if (kernel.leaving(pool)) {
      return pool.queued == 0 ? 0 : Math.min(desired, pool.revision.scale().max());
    }
    var scale = pool.revision.scale();
    return pool.unusedSince(kernel.now - scale.zeroAfterNanos())
        ? scale.min()
        : scale.clamp(desired);
  }

  /** Starts one instance, or takes over an idle one; false if that is not possible now. */
  boolean start(Pool pool, Configuration configuration) {
    if (kernel.now < pool.backoffUntil) {
      kernel.timers.setEarlier(pool, pool.backoffUntil);
      return false;
    }
    var origin = pool.cabinet.warmth.origin(kernel.now, pool, kernel.view());
    kernel.witness.origin(kernel.now, pool, origin);
    if (origin instanceof WarmthPolicy.Origin.Repurpose repurpose
        && bind(kernel.instances.get(repurpose.instance()), pool)) {
      return true;
    }
    int node = pool.cabinet.placement.place(kernel.now, pool, configuration, kernel.view());
    kernel.witness.placed(kernel.now, pool, configuration, node);
    if (node != kernel.options.node()) {
      kernel.world.send(node, new Message.Ask(pool.function, configuration));
      kernel.timers.setEarlier(pool, kernel.now + RECHECK_NANOS);
      return false;
    }
    return create(pool, configuration);
  }

  /** Another node asks for an instance here; it is refused where there can be none. */
  void startFor(Pool pool, Configuration configuration) {
    if (pool.size < pool.revision.scale().max()
        && kernel.now >= pool.backoffUntil
        && !kernel.leaving(pool)) {
      create(pool, configuration);
    }
  }

  private boolean create(Pool pool, Configuration configuration) {
    if (!configuration.resources().fitsIn(kernel.ledger.capacity())) {
      if (pool.size == 0 && configuration.equals(pool.revision.configuration())) {
        kernel.endings.failQueue(pool, tooLarge(pool, configuration));
      }
      return false;
    }
    if (kernel.instances.size() >= kernel.options.limits().instances()) {
      kernel.room.await(pool);
      return false;
    }
    var instance = new Instance(lastInstance + 1, pool, configuration, kernel.now);
    if (!kernel.ledger.open(instance.account)) {
      kernel.room.await(pool);
      kernel.room.make(pool, configuration.resources());
      return false;
    }
    lastInstance++;
    kernel.instances.put(instance.id, instance);
    pool.instances.add(instance);
    pool.size++;
    pool.starting++;
    kernel.witness.became(kernel.now, instance, instance.state);
    kernel.changes.send(instance, new Change.Create(pool.function, configuration));
    return true;
  }

  private Outcome.Rejected tooLarge(Pool pool, Configuration configuration) {
    return new Outcome.Rejected(
        Outcome.Refusal.NO_CAPACITY,
        "an instance of '%s' needs %s but this node has only %s"
            .formatted(pool.revision.name(), configuration.resources(), kernel.ledger.capacity()),
        kernel.options.limits().retryAfterNanos());
  }

  /** Has an idle instance of another function serve this pool from now on. */
  private boolean bind(@org.jspecify.annotations.Nullable Instance instance, Pool pool) {
    if (instance == null
        || instance.pool == pool
        || instance.pending != null
        || !kernel.room.mayGo(instance)
        || !kernel.ledger.reserveAnew(
            instance.account, pool.revision.configuration().resources())) {
      return false;
    }
    leavePool(instance);
    instance.pool.instances.remove(instance);
    instance.adopt(pool);
    become(instance, ((InstanceState.Ready) instance.state).change(kernel.now));
    pool.instances.add(instance);
    pool.size++;
    kernel.changes.send(instance, new Change.Bind(pool.function));
    return true;
  }

  /** Its {@code Create} was answered. */
  void created(Instance instance, Result result) {
    var pool = instance.pool;
    long took = kernel.now - instance.state.since();
    var starting = (InstanceState.Starting) instance.state;
    pool.starting--;
    switch (result) {
      case Result.Done done -> {
        become(instance, starting.started(kernel.now));
        pool.failures = 0;
        pool.backoffUntil = 0;
        kernel.room.measured(instance, done.usage());
        kernel.council.tell(pool, Event.Kind.READY, new Event.Ready(kernel.now, instance, took));
        kernel.dispatch.freed(instance);
      }
      case Result.Failed failed -> {
        backOff(pool);
        leavePool(instance);
        gone(instance, starting.failed(kernel.now));
        startFailed(pool, instance, failed.message());
      }
    }
  }

  /** A start came to nothing. Comes before anything that could make the pool start another. */
  private void backOff(Pool pool) {
    var limits = kernel.options.limits();
    int doublings = Math.min(pool.failures, 20);
    pool.failures++;
    pool.backoffUntil =
        kernel.now
            + Math.min(limits.startBackoffMaxNanos(), limits.startBackoffNanos() << doublings);
    kernel.timers.setEarlier(pool, pool.backoffUntil);
  }

  private void startFailed(Pool pool, Instance instance, String message) {
    kernel.council.tell(
        pool, Event.Kind.LOST, new Event.Lost(kernel.now, pool.function, instance.id, message));
    if (pool.failures >= kernel.options.limits().startFailures() && pool.size == 0) {
      kernel.endings.failQueue(
          pool,
          new Outcome.Failed(
              Outcome.Fault.COLD_START,
              "no instance of '%s' could be started: %s".formatted(pool.revision.name(), message)));
    }
  }

  /** Its {@code Bind} was answered. */
  void bound(Instance instance, Result result) {
    switch (result) {
      case Result.Done _ -> {
        kernel.changes.dropLoaded(instance);
        instance.prepared.clear();
        becomeReady(instance);
      }
      case Result.Failed _ -> stop(instance);
    }
  }

  /** A change that nothing may run beside is over. */
  void becomeReady(Instance instance) {
    long took = kernel.now - instance.state.since();
    become(instance, ((InstanceState.Changing) instance.state).changed(kernel.now));
    kernel.council.tell(
        instance.pool, Event.Kind.READY, new Event.Ready(kernel.now, instance, took));
    kernel.dispatch.freed(instance);
  }

  /** Its {@code Destroy} was answered for the last time. */
  void destroyed(Instance instance) {
    if (instance.state instanceof InstanceState.Stopping stopping) {
      gone(instance, stopping.stopped(kernel.now));
    }
  }

  /** Its {@code Create} was not answered in time. */
  void startTimedOut(Instance instance) {
    backOff(instance.pool);
    stop(instance);
    startFailed(instance.pool, instance, "it did not start in time");
  }

  /** An instance has nothing to do, or was thought to have: decide how long it stays. */
  void idled(Instance instance) {
    if (!instance.idle()) {
      return;
    }
    var pool = instance.pool;
    instance.idleSince = kernel.now;
    kernel.idle.add(instance);
    long until = pool.cabinet.warmth.keepUntil(kernel.now, instance, kernel.view());
    kernel.witness.kept(kernel.now, instance, until);
    keep(instance, until);
    if (pool.cabinet.wants(Event.Kind.IDLED)) {
      kernel.council.tell(pool, Event.Kind.IDLED, new Event.Idled(kernel.now, instance));
    }
    kernel.room.retry();
  }

  /** Keeps an idle instance until then; false if it is not idle. */
  boolean keep(Instance instance, long until) {
    if (!instance.idle()) {
      return false;
    }
    instance.keepUntil = until;
    if (until != Long.MAX_VALUE) {
      kernel.timers.setEarlier(instance, Math.max(until, kernel.now + 1));
    }
    return true;
  }

  /** Its keep-alive may be over; the timer is lazy, so it may as well not be. */
  void keepAliveDue(Instance instance) {
    if (!instance.idle()) {
      return;
    }
    if (kernel.now < instance.keepUntil) {
      kernel.timers.set(instance, instance.keepUntil);
    } else if (instance.pending == null && instance.pool.size > wanted(instance.pool)) {
      stop(instance);
    } else {
      kernel.timers.set(instance, kernel.now + RECHECK_NANOS);
    }
  }

  /** The one place where an instance's state changes. */
  void become(Instance instance, InstanceState state) {
    instance.state = state;
    kernel.witness.became(kernel.now, instance, state);
  }

  /** Takes an instance out of service; what it runs finishes first. */
  void stopWhenIdle(Instance instance) {
    if (instance.busy == 0 && instance.counts()) {
      stop(instance);
    } else if (instance.state instanceof InstanceState.Ready ready) {
      leavePool(instance);
      become(instance, ready.drain(kernel.now));
      kernel.dispatch.dispatch(instance.pool);
    }
  }

  /** Ends all of a pool's instances that run nothing. */
  void stopUnused(Pool pool) {
    for (var instance : List.copyOf(pool.instances)) {
      if (instance.busy == 0 && instance.counts()) {
        stop(instance);
      }
    }
  }

  /** Ends an instance that runs nothing. */
  void stop(Instance instance) {
    var pool = instance.pool;
    leavePool(instance);
    become(
        instance,
        switch (instance.state) {
          case InstanceState.Starting starting -> {
            pool.starting--;
            yield starting.stop(kernel.now);
          }
          case InstanceState.Ready ready -> ready.stop(kernel.now);
          case InstanceState.Changing changing -> changing.stop(kernel.now);
          case InstanceState.Draining draining -> draining.stop(kernel.now);
          case InstanceState.Stopping stopping -> stopping;
          case InstanceState.Gone gone -> gone;
        });
    kernel.changes.abandon(instance);
    kernel.room.stopping(instance);
    kernel.council.tell(pool, Event.Kind.EVICTED, new Event.Evicted(kernel.now, instance));
    kernel.changes.send(instance, Change.DESTROY);
    if (!pool.queue.isEmpty()) {
      kernel.dispatch.dispatch(pool);
    }
  }

  /** An instance went away by itself: what it ran may run elsewhere, what it held is cleaned up. */
  void lost(Instance instance, String reason) {
    if (instance.state instanceof InstanceState.Stopping
        || instance.state instanceof InstanceState.Gone) {
      return;
    }
    boolean wasStarting = instance.state instanceof InstanceState.Starting;
    var pool = instance.pool;
    var runs = new ArrayList<Run>();
    for (var run : instance.slots) {
      if (run != null) {
        runs.add(run);
      }
    }
    if (wasStarting) {
      backOff(pool);
    }
    stop(instance);
    if (wasStarting) {
      startFailed(pool, instance, reason);
    } else {
      kernel.council.tell(
          pool, Event.Kind.LOST, new Event.Lost(kernel.now, pool.function, instance.id, reason));
    }
    var outcome = new Outcome.Failed(Outcome.Fault.INSTANCE_LOST, reason);
    for (var run : runs) {
      endAll(run, outcome);
    }
    kernel.dispatch.dispatch(pool);
  }

  /** With its last open member the run is over, and may at once be begun anew with others. */
  private void endAll(Run run, Outcome outcome) {
    long id = run.id();
    for (int member = 0; kernel.runs.get(id) != null && member < run.size; member++) {
      kernel.dispatch.ended(run, member, outcome, Usage.UNKNOWN);
    }
  }

  /** Its pool no longer counts on it; what waited for it alone waits for any. */
  private void leavePool(Instance instance) {
    var pool = instance.pool;
    pool.makeUnavailable(instance);
    kernel.timers.clear(instance);
    kernel.idle.remove(instance);
    if (instance.counts()) {
      pool.size--;
    }
    var own = instance.queue;
    if (own != null) {
      for (var entry : Endings.waiting(own)) {
        kernel.dispatch.rebind(entry);
      }
    }
  }

  private void gone(Instance instance, InstanceState.Gone state) {
    become(instance, state);
    kernel.changes.dropLoaded(instance);
    kernel.ledger.close(instance.account);
    kernel.room.stopped(instance);
    kernel.instances.remove(instance.id);
    instance.pool.instances.remove(instance);
    kernel.room.retry();
    kernel.dispatch.dispatch(instance.pool);
    rescale(instance.pool);
  }
}
