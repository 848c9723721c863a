package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue and the instances that serve it. Its timer is the next instant at which waiting work may
 * be dispatched or a start tried again without anything else happening.
 */
final class Pool extends Timer implements PoolView {
  final int function;
  Revision revision;
  Cabinet cabinet;
  final Queue queue = new Queue();
  final List<Instance> instances = new ArrayList<>();
  private final List<InstanceView> instancesSeen = Collections.unmodifiableList(instances);
  @Nullable Instance available;
  int queued;
  int queuedRows;
  int open;
  int running;
  int runningRows;
  int freeSlots;
  private long inHandNanos;
  private long integratedUntil;
  int starting;
  int size;
  int starved;
  int failures;
  long backoffUntil;

  Pool(Revision revision, Cabinet cabinet) {
    this.function = revision.function();
    this.revision = revision;
    this.cabinet = cabinet;
    cabinet.seats.forEach(seat -> seat.serve(this));
  }

  /** Other policies decide from now on. */
  void appoint(Cabinet other) {
    cabinet = other;
    cabinet.seats.forEach(seat -> seat.serve(this));
  }

  /**
   * Puts an instance with a free slot first in line: the last used is used next, so others idle.
   */
  void makeAvailable(Instance instance) {
    if (instance.available) {
      return;
    }
    instance.available = true;
    freeSlots += instance.freeSlots();
    instance.lessAvailable = available;
    instance.moreAvailable = null;
    if (available != null) {
      available.moreAvailable = instance;
    }
    available = instance;
  }

  void makeUnavailable(Instance instance) {
    if (!instance.available) {
      return;
    }
    instance.available = false;
    freeSlots -= instance.slots.length - instance.busy;
    var more = instance.moreAvailable;
    var less = instance.lessAvailable;
    if (more == null) {
      available = less;
    } else {
      more.lessAvailable = less;
    }
    if (less != null) {
      less.moreAvailable = more;
    }
    instance.moreAvailable = null;
    instance.lessAvailable = null;
  }

  /**
   * One of an available instance's slots has a run; without another free one it leaves the line.
   */
  void occupySlot(Instance instance) {
    instance.busy++;
    freeSlots -= instance.available ? 1 : 0;
    if (instance.busy == instance.slots.length) {
      makeUnavailable(instance);
    }
  }

  /** A run has left its slot. */
  void freeSlot(Instance instance) {
    instance.busy--;
    freeSlots += instance.available ? 1 : 0;
  }

  /** Comes before every change of what is queued or running. */
  void integrate(long now) {
    inHandNanos += (queued + running) * (now - integratedUntil);
    integratedUntil = now;
  }

  /** Whether nothing has been queued or running since {@code instant}. */
  boolean unusedSince(long instant) {
    return queued + running == 0 && integratedUntil <= instant;
  }

  /** New instances get {@code group}; those there are keep their resources and batch like it. */
  void regroup(Configuration group) {
    revision = revision.withConfiguration(group);
    for (var instance : instances) {
      instance.configure(
          new Configuration(
              instance.configuration().resources(),
              group.batching(),
              instance.configuration().slots(),
              instance.configuration().hardware()));
    }
  }

  boolean unused() {
    return open == 0 && queued == 0 && running == 0 && instances.isEmpty();
  }

  @Override
  public int function() {
    return function;
  }

  @Override
  public Revision revision() {
    return revision;
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public int queuedRows() {
    return queuedRows;
  }

  @Override
  public int running() {
    return running;
  }

  @Override
  public int runningRows() {
    return runningRows;
  }

  @Override
  public int freeSlots() {
    return freeSlots;
  }

  @Override
  public long inHandNanos(long now) {
    return inHandNanos + (queued + running) * (now - integratedUntil);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int starting() {
    return starting;
  }

  @Override
  public int ready() {
    int ready = 0;
    for (int i = 0; i < instances.size(); i++) {
      ready += instances.get(i).isReady() ? 1 : 0;
    }
    return ready;
  }

  @Override
  public int idle() {
    int idle = 0;
    for (int i = 0; i < instances.size(); i++) {
      idle += instances.get(i).idle() ? 1 : 0;
    }
    return idle;
  }

  @Override
  public List<? extends InstanceView> instances() {
    return instancesSeen;
  }

  @Override
  public long oldestArrival() {
    return queue.isEmpty() ? Long.MAX_VALUE : queue.first().arrival;
  }

  @Override
  public int starved() {
    return starved;
  }
}
