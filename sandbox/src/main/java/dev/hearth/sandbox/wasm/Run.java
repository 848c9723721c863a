package dev.hearth.sandbox.wasm;

import org.jspecify.annotations.Nullable;

/** Something that runs once on a thread of {@link ComputeThreads} and can be stopped. */
abstract class Run implements Runnable {
  private @Nullable Thread thread;
  private boolean begun;
  private boolean stopped;

  abstract void work();

  @Override
  public final void run() {
    synchronized (this) {
      if (stopped) {
        return;
      }
      begun = true;
      thread = Thread.currentThread();
    }
    try {
      work();
    } finally {
      over();
    }
  }

  /** What is left to do must not be interrupted any more. */
  @SuppressWarnings("ReturnValueIgnored") // asking is what clears it
  final synchronized void over() {
    thread = null;
    Thread.interrupted();
  }

  /**
   * Interrupts it, or keeps it from running.
   *
   * @return whether this kept it from running
   */
  final synchronized boolean stop() {
    boolean again = stopped;
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
    return !begun && !again;
  }
}
