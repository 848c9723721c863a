package dev.hearth.simulator.workload;

/**
 * The invocations of one trial in the order of their instants. A source may react to what ended: a
 * workflow's next step arrives when the one before it has ended.
 */
public interface Arrivals {
  /** The instant of the next arrival, {@code Long.MAX_VALUE} if none is known now. */
  long next();

  /** Fills in the next arrival and moves on; its {@code id} is already set. */
  void take(Arrival into);

  /** An invocation has its outcome; afterwards {@link #next} may be earlier, but not before now. */
  default void ended(long id, long now, boolean answered) {}
}
