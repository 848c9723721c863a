package dev.hearth.sandbox.jvm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The static fields of a program's classes as one scope has them: a holder for each class, made and
 * initialised when that scope first uses the class. Public for rewritten classes alone.
 */
public final class Statics {
  /** The static fields of one class, as a generated class with a field for each. */
  public interface Holder {
    /** Runs what the class's initialiser would have, its superclass's before. */
    void initialise();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Holder> starting = new HashMap<>();
  private final Map<Integer, Throwable> failed = new HashMap<>();
  private volatile @Nullable Holder[] holders = new @Nullable Holder[16];

  Statics() {}

  /** The holder of a class in this thread's scope; null if it is still to be initialised. */
  public static @Nullable Holder holder(int index) {
    @Nullable Holder[] ready = own().holders;
    return index < ready.length ? ready[index] : null;
  }

  /** Initialises a class in this thread's scope, once. */
  public static Holder initialise(int index, Holder fresh) {
    return own().initialised(index, fresh);
  }

  private static Statics own() {
    Scope scope = Scope.current();
    if (scope == null) {
      throw new IllegalStateException(
          "a static field was used by a thread that belongs to no call, such as one of the common"
              + " pool; threads that a call starts itself belong to it");
    }
    return scope.statics();
  }

  /** As the Java virtual machine does it: one thread initialises, others wait, itself goes on. */
  private Holder initialised(int index, Holder fresh) {
    lock.lock();
    try {
      Holder known = known(index);
      if (known != null) {
        return known;
      }
      Throwable before = failed.get(index);
      if (before != null) {
        var error = new NoClassDefFoundError("the class could not be initialised before");
        error.initCause(before);
        throw error;
      }
      starting.put(index, fresh);
      try {
        fresh.initialise();
      } catch (Throwable e) {
        failed.put(index, e);
        throw e instanceof Error error ? error : new ExceptionInInitializerError(e);
      } finally {
        starting.remove(index);
      }
      publish(index, fresh);
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Holder known(int index) {
    Holder begun = starting.get(index);
    @Nullable Holder[] ready = holders;
    return begun != null || index >= ready.length ? begun : ready[index];
  }

  private void publish(int index, Holder holder) {
    @Nullable Holder[] next =
        Arrays.copyOf(holders, Math.max(holders.length, Integer.highestOneBit(index + 1) * 2));
    next[index] = holder;
    holders = next;
  }
}
