package dev.hearth.simulator.workload;

import dev.hearth.kernel.Invocation;

/**
 * One invocation on its way in. A single object is filled anew for each, so that a hundred million
 * of them cost nothing.
 */
public final class Arrival {
  /** Given by the trial before {@link Arrivals#take}: 1, 2, 3 ... */
  public long id;

  public long at;
  public int function;

  /** Execution time on hardware of speed 1. */
  public long durationNanos;

  /** Size of its input. */
  public int rows = 1;

  /** Function whose end led to it. */
  public int caller = Invocation.NO_CALLER;
}
