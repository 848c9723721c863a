package dev.hearth.sandbox.wasm;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of {@link ComputeThreads}. Compiled modules ask their thread at each jump backwards and
 * each indirect call whether it was interrupted; that is where this one lets others run.
 */
final class Worker extends Thread {
  private static final long STACK_BYTES = 2 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final ComputeThreads threads;

  /** Whether a quantum is over. Owned by the threads' lock, as those below. */
  boolean demoted;

  /** When it last got a core or began to wait for one. */
  long since;

  @Nullable Runnable task;

  /** Whether it waits for a task. */
  boolean idle;

  /** Whether it has a core. Written under the lock. */
  volatile boolean slot;

  /** Whether it has to let others run. */
  volatile boolean stopAsked;

  Worker(ComputeThreads threads, String name) {
    super(null, null, name, STACK_BYTES);
    this.threads = threads;
    setDaemon(true);
  }

  /** The worker that runs this, which has to be one. */
  static Worker current() {
    return (Worker) Thread.currentThread();
  }

  @Override
  public void run() {
    Runnable next = threads.next(this);
    while (next != null) {
      demoted = false;
      run(next);
      next = threads.next(this);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of the compute threads failed", e);
    }
  }

  @Override
  public boolean isInterrupted() {
    if (stopAsked && Thread.currentThread() == this) {
      threads.stop(this);
    }
    return super.isInterrupted();
  }

  /** Whether it was interrupted, without letting others run. */
  boolean wasInterrupted() {
    return super.isInterrupted();
  }

  /** Does something that waits, without a core. */
  <T> T waiting(Supplier<T> something) {
    threads.waits(this);
    try {
      return something.get();
    } finally {
      threads.goesOn(this);
    }
  }
}
