package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/** From queues to slots and back: cuts batches, starts runs, ends their members. */
class Dispatch {
  final Kernel kernel;
  private Event.@Nullable Ended lastEnded;

  Dispatch(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Puts an invocation where its route says and starts what can be started. */
  void queue(Entry entry, Pool pool, @Nullable Instance bound) {
    entry.state = Transition.queue(entry);
    enter(entry, pool, bound);
  }

  /**
   * Starts an invocation that nobody waits before, that no company could join and no policy holds
   * back, where a slot is free: it never enters a queue. False if it has to.
   */
  boolean startAtOnce(Entry entry, Pool pool) {
    var instance = pool.available;
    if (instance == null
        || !pool.queue.isEmpty()
        || rowLimit(instance) > 1
        || pool.cabinet.queueHoldsBack
        || instance.hasOwnWork()
        || entry.overdue(kernel.now)) {
      return false;
    }
    pool.integrate(kernel.now);
    entry.pool = pool;
    entry.state = Transition.queue(entry);
    var run = kernel.runs.begin(instance, instance.freeSlot(), kernel.now);
    board(entry, run);
    begin(run, instance);
    return true;
  }

  private void enter(Entry entry, Pool pool, @Nullable Instance bound) {
    pool.integrate(kernel.now);
    entry.pool = pool;
    entry.bound = bound;
    long rank = pool.cabinet.queue.rank(kernel.now, entry, pool);
    queueOf(entry).add(entry, rank, kernel.nextOrder());
    pool.queued++;
    pool.queuedRows += entry.rows;
  }

  /** Takes an invocation out of the queue it waits in. */
  void unqueue(Entry entry) {
    var pool = entry.home();
    pool.integrate(kernel.now);
    queueOf(entry).remove(entry);
    pool.queued--;
    pool.queuedRows -= entry.rows;
  }

  /** Starts all that can be started in a pool, then asks for instances if something still waits. */
  void dispatch(Pool pool) {
    @Nullable Configuration refused = null;
    var instance = pool.available;
    while (instance != null && !pool.queue.isEmpty()) {
      if (instance.configuration().equals(refused)) {
        instance = instance.lessAvailable;
      } else if (startFrom(pool.queue, instance)) {
        dispatchBound(instance);
        instance = pool.available;
        refused = null; // fewer slots are free now, and a policy that would wait may not any more
      } else {
        refused = instance.configuration();
      }
    }
    if (pool.queued > 0 && pool.available == null) {
      kernel.fleet.rescale(pool);
    }
  }

  /**
   * Starts what waits for this instance alone; also asked when it has fewer free slots to share.
   */
  void dispatchBound(Instance instance) {
    var own = instance.queue;
    while (own != null && !own.isEmpty() && instance.freeSlots() > 0) {
      if (!startFrom(own, instance)) {
        break;
      }
    }
  }

  /** A pool's timer: a policy's wait or a pause between starts is over. */
  void due(Pool pool) {
    for (int i = 0; i < pool.instances.size(); i++) {
      dispatchBound(pool.instances.get(i));
    }
    dispatch(pool);
    kernel.fleet.rescale(pool);
  }

  /** Its instance will not run it: it waits for any of the pool. */
  void rebind(Entry entry) {
    unqueue(entry);
    enter(entry, entry.home(), null);
  }

  /** A function's invocations wait in another pool from now on. */
  void moveWaiting(Function function, Pool to) {
    var from = function.pool;
    function.pool = to;
    for (var entry : Endings.waiting(from)) {
      if (entry.function == function.revision().function()) {
        unqueue(entry);
        enter(entry, to, null);
      }
    }
  }

  private Queue queueOf(Entry entry) {
    var bound = entry.bound;
    if (bound == null) {
      return entry.home().queue;
    }
    if (bound.queue == null) {
      bound.queue = new Queue();
    }
    return bound.queue;
  }

  /** Starts one run from a queue; false if the policy would rather wait or nothing is left. */
  private boolean startFrom(Queue queue, Instance instance) {
    expireHeads(queue);
    var pool = instance.pool;
    long waitUntil = Long.MAX_VALUE;
    @Nullable Lane next = null;
    int rows = 0;
    for (int i = 0; i < queue.lanes(); i++) {
      var lane = queue.lane(i);
      if (next != null && Heap.before(next, lane)) {
        continue;
      }
      long cut = cut(lane, instance);
      if (Cut.runsNow(cut)) {
        next = lane;
        rows = Cut.rows(cut);
      } else {
        waitUntil = Math.min(waitUntil, Cut.until(cut));
      }
    }
    if (next != null) {
      start(next, instance, rows);
      return true;
    }
    if (!queue.isEmpty()) {
      kernel.timers.setEarlier(pool, waitUntil);
    }
    return false;
  }

  /** What the policy wants; waiting for an instant that has passed counts as running now. */
  long cut(Lane lane, Instance instance) {
    var head = lane.first();
    if (head.solo) {
      return Cut.run(head.rows);
    }
    var pool = instance.pool;
    int free = head.bound == null ? pool.freeSlots : instance.freeSlots();
    long cut = pool.cabinet.queue.cut(kernel.now, lane, instance, free, timeoutOf(head, instance));
    kernel.witness.cut(kernel.now, lane, instance, cut);
    return !Cut.runsNow(cut) && Cut.until(cut) <= kernel.now ? Cut.run(Integer.MAX_VALUE) : cut;
  }

  /** Rows one run may carry on an instance. */
  int rowLimit(Instance instance) {
    return instance.maxRows;
  }

  private long timeoutOf(Entry head, Instance instance) {
    long own = kernel.function(head.function).timeoutNanos;
    return own == Function.NO_TIMEOUT ? instance.configuration().batching().maxDelayNanos() : own;
  }

  private void expireHeads(Queue queue) {
    int place = 0;
    while (place < queue.lanes()) {
      var head = queue.lane(place).first();
      if (head.overdue(kernel.now)) {
        kernel.endings.expire(head);
        place = 0;
      } else {
        place++;
      }
    }
  }

  private void start(Lane lane, Instance instance, int rows) {
    var run = kernel.runs.begin(instance, instance.freeSlot(), kernel.now);
    fill(run, lane, Math.min(rows, rowLimit(instance)));
    begin(run, instance);
  }

  private void begin(Run run, Instance instance) {
    var pool = instance.pool;
    instance.slots[run.slot] = run;
    pool.occupySlot(instance);
    pool.running += run.size;
    pool.runningRows += run.rows();
    run.grant = pool.cabinet.allocation.grant(kernel.now, run, kernel.view());
    kernel.witness.granted(kernel.now, run, run.grant);
    kernel.loans.begin(run);
    kernel.world.run(run.id(), instance.id, run.slot, run, run.grant);
    if (pool.cabinet.wants(Event.Kind.STARTED)) {
      kernel.council.tell(pool, Event.Kind.STARTED, new Event.Started(kernel.now, run));
    }
  }

  private void fill(Run run, Lane lane, int limit) {
    boolean alone = lane.first().solo;
    do {
      var entry = lane.first();
      unqueue(entry);
      board(entry, run);
    } while (!alone && joins(lane, run, limit));
  }

  private void board(Entry entry, Run run) {
    entry.state = Transition.start(entry);
    entry.attempts++;
    run.add(entry);
    kernel.timers.set(entry, entry.deadline);
  }

  private boolean joins(Lane lane, Run run, int limit) {
    while (!lane.isEmpty() && lane.first().overdue(kernel.now)) {
      kernel.endings.expire(lane.first());
    }
    return !lane.isEmpty() && !lane.first().solo && run.rows() + lane.first().rows <= limit;
  }

  /** Ends one member; the run ends with its last. */
  void ended(Run run, int member, Outcome outcome, Usage usage) {
    var entry = run.take(member);
    if (entry == null) {
      return;
    }
    var pool = run.on().pool;
    pool.integrate(kernel.now);
    pool.running--;
    pool.runningRows -= entry.rows;
    entry.run = null;
    run.completed &= outcome instanceof Outcome.Answered;
    if (entry.ended()) {
      kernel.timers.clear(entry);
      kernel.entries.recycle(entry);
    } else {
      kernel.endings.concludeRun(entry, run.size, outcome);
    }
    if (run.open == 0) {
      end(run, usage);
    } else {
      dispatch(pool);
    }
  }

  private void end(Run run, Usage usage) {
    var instance = run.on();
    var pool = instance.pool;
    instance.slots[run.slot] = null;
    pool.freeSlot(instance);
    instance.runs++;
    kernel.timers.clear(run);
    kernel.loans.end(run);
    if (pool.cabinet.wants(Event.Kind.ENDED)) {
      tellEnded(pool, run, usage);
    }
    kernel.runs.end(run);
    askAgainElsewhere(instance);
    freed(instance);
  }

  /**
   * What a policy learned from a run may shorten what others wait that are bound to an instance.
   */
  private void askAgainElsewhere(Instance ended) {
    var pool = ended.pool;
    boolean someAreBound = pool.queued > pool.queue.size();
    if (pool.cabinet.queueLearns && someAreBound) {
      for (int i = 0; i < pool.instances.size(); i++) {
        var instance = pool.instances.get(i);
        if (instance != ended) {
          dispatchBound(instance);
        }
      }
    }
  }

  private void tellEnded(Pool pool, Run run, Usage usage) {
    var event =
        lastEnded == null
            ? new Event.Ended(kernel.now, run, usage, run.completed)
            : lastEnded.about(kernel.now, run, usage, run.completed);
    lastEnded = event;
    kernel.council.tell(pool, Event.Kind.ENDED, event);
  }

  /** A slot of an instance came free. */
  void freed(Instance instance) {
    if (instance.isReady()) {
      instance.pool.makeAvailable(instance);
      dispatchBound(instance);
      dispatch(instance.pool);
      kernel.fleet.idled(instance);
    } else {
      if (instance.busy == 0 && instance.state instanceof InstanceState.Draining) {
        kernel.fleet.stop(instance);
      }
      dispatch(instance.pool); // a member of what failed here may run again elsewhere
    }
  }
}
