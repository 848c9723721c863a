package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/** Who waits for room on the node, and which idle instances go to make it. */
final class Room {
  private final Kernel kernel;
  private final LinkedHashSet<Pool> starved = new LinkedHashSet<>();
  private Resources beingFreed = Resources.NONE;

  Room(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The pool is scaled again when something came free. */
  void await(Pool pool) {
    starved.add(pool);
  }

  /** A pool is no more. */
  void forget(Pool pool) {
    starved.remove(pool);
  }

  /** Something came free, or may be made to go. */
  void retry() {
    if (starved.isEmpty()) {
      return;
    }
    for (var pool : List.copyOf(starved)) {
      starved.remove(pool);
      kernel.fleet.rescale(pool);
    }
  }

  /** Stops idle instances of other pools until, once they are gone, {@code needed} fits. */
  void make(Pool forPool, Resources needed) {
    make(forPool, needed, victim -> victim.pool != forPool);
  }

  /** What an instance was seen to use; an overrun makes idle instances go. */
  void measured(Instance instance, Usage usage) {
    long shortage = kernel.ledger.measured(instance.account, usage.peakMemoryBytes());
    if (shortage > 0) {
      make(instance.pool, Resources.of(0, shortage), victim -> victim != instance);
    }
  }

  private void make(Pool forPool, Resources needed, Predicate<Instance> mayBeVictim) {
    var coming = kernel.ledger.free().plus(beingFreed);
    if (needed.fitsIn(coming)) {
      return;
    }
    var victims = new ArrayList<Instance>();
    for (int id : forPool.cabinet.warmth.victims(kernel.now, needed, kernel.view())) {
      var victim = kernel.instances.get(id);
      if (victim != null && mayGo(victim) && mayBeVictim.test(victim)) {
        victims.add(victim);
        coming = coming.plus(victim.account.charged());
        if (needed.fitsIn(coming)) {
          stop(forPool, victims);
          return;
        }
      }
    }
  }

  private void stop(Pool forPool, List<Instance> victims) {
    for (var victim : victims) {
      if (mayGo(victim)) {
        kernel.witness.evicted(kernel.now, forPool, victim);
        kernel.fleet.stop(victim);
      }
    }
  }

  /** An instance was asked to end: what it holds is coming. */
  void stopping(Instance instance) {
    beingFreed = beingFreed.minus(instance.freeing);
    instance.freeing = instance.account.charged();
    beingFreed = beingFreed.plus(instance.freeing);
  }

  /** What it held has come. */
  void stopped(Instance instance) {
    beingFreed = beingFreed.minus(instance.freeing);
    instance.freeing = Resources.NONE;
  }

  /** What stopping instances will give back. */
  Resources beingFreed() {
    return beingFreed;
  }

  /** Whether an instance does nothing and its pool's minimum allows that it goes. */
  boolean mayGo(Instance instance) {
    return instance.idle()
        && (kernel.leaving(instance.pool)
            || instance.pool.size > instance.pool.revision.scale().min());
  }
}
