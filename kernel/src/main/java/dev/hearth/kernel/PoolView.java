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
