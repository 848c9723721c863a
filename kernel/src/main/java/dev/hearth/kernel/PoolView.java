package dev.hearth.kernel;

import java.util.List;

/** A queue and the instances that serve it. */
public interface PoolView {
  /** Handle of the function it was made for. */
  int function();

  Revision revision();

  /** Invocations waiting, with those bound to an instance. */
  int queued();

  int queuedRows();

  /** Invocations running. */
  int running();

  /** Rows running. */
  int runningRows();

  /** Free slots of ready instances. */
  int freeSlots();

  /**
   * Invocation-nanoseconds until {@code now}: the integral over time of those queued or running.
   * Its growth between two instants, divided by the time between them, is the mean concurrency.
   */
  long inHandNanos(long now);

  /** Instances that are starting, ready or changing. */
  int size();

  int starting();

  int ready();

  /** Ready instances with nothing to do. */
  int idle();

  /** Live instances in the order they were started. */
  List<? extends InstanceView> instances();

  /** Arrival of the oldest waiting invocation, or {@code Long.MAX_VALUE}. */
  long oldestArrival();

  /** Instances wanted but not started for lack of room. */
  int starved();
}
