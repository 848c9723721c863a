package dev.hearth.simulator;

import java.util.PriorityQueue;

/**
 * Virtual time and what is due in it; what is due at one instant happens in the order it was set.
 */
final class EventQueue {
  private record Due(long at, long order, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long now;
  private long order;

  long now() {
    return now;
  }

  void in(long delayNanos, Runnable what) {
    at(now + Math.max(0, delayNanos), what);
  }

  void at(long instant, Runnable what) {
    due.add(new Due(Math.max(now, instant), order++, what));
  }

  boolean isEmpty() {
    return due.isEmpty();
  }

  /** Lets the next thing happen. */
  void step() {
    var next = due.remove();
    now = next.at;
    next.what.run();
  }
}
