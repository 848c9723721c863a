package dev.hearth.node.function;

import dev.hearth.kernel.Inputs;

/** The thread that owns the kernel, as the functions on it see it. */
public interface EventLoop {
  /** Time in nanoseconds that never runs backwards. From any thread. */
  long now();

  /** The time to tell the kernel, which stands still for one turn. On the loop only. */
  long instant();

  Inputs inputs();

  /** Has {@code work} done on the loop, soon and in order; from any thread. */
  void post(Runnable work);

  /** Whether the calling thread is the loop's. */
  boolean isCurrent();

  /** Has {@code work} done on the loop once. On the loop only. */
  void schedule(long delayNanos, Runnable work);
}
