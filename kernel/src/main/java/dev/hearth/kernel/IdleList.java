package dev.hearth.kernel;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Idle instances in the order in which they began to idle. Nothing is kept before somebody asks for
 * the first time; afterwards one that went to work stays in its place until it idles anew, ends, or
 * somebody comes across it.
 */
final class IdleList implements Iterable<InstanceView> {
  /** Their handles. */
  record Ids(Iterator<? extends InstanceView> instances) implements Iterator<Integer> {
    @Override
    public boolean hasNext() {
      return instances.hasNext();
    }

    @Override
    public Integer next() {
      return instances.next().id();
    }
  }

  private final LongMap<Instance> all;
  private boolean kept;
  private @Nullable Instance first;
  private @Nullable Instance last;

  IdleList(LongMap<Instance> all) {
    this.all = all;
  }

  /** It idles from now on: it goes to the end. */
  void add(Instance instance) {
    if (!kept || instance == last) {
      return;
    }
    remove(instance);
    instance.idleBefore = last;
    if (last == null) {
      first = instance;
    } else {
      last.idleAfter = instance;
    }
    last = instance;
    instance.listedIdle = true;
  }

  void remove(Instance instance) {
    if (!instance.listedIdle) {
      return;
    }
    var before = instance.idleBefore;
    var after = instance.idleAfter;
    if (before == null) {
      first = after;
    } else {
      before.idleAfter = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.idleBefore = before;
    }
    instance.idleBefore = null;
    instance.idleAfter = null;
    instance.listedIdle = false;
  }

  private void keep() {
    kept = true;
    all.sortedKeys().stream()
        .map(all::get)
        .filter(instance -> instance != null && instance.idle())
        .sorted(Comparator.comparingLong(Instance::idleSince))
        .forEach(this::add);
  }

  @Override
  public Iterator<InstanceView> iterator() {
    if (!kept) {
      keep();
    }
    return new Iterator<>() {
      private @Nullable Instance next = idleFrom(first);

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public InstanceView next() {
        var instance = next;
        if (instance == null) {
          throw new NoSuchElementException();
        }
        next = idleFrom(instance.idleAfter);
        return instance;
      }
    };
  }

  /** The first that is idle from here on; those before it that are not leave the list. */
  private @Nullable Instance idleFrom(@Nullable Instance from) {
    var instance = from;
    while (instance != null && !instance.idle()) {
      var after = instance.idleAfter;
      remove(instance);
      instance = after;
    }
    return instance;
  }
}
