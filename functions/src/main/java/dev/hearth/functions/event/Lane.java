package dev.hearth.functions.event;

import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The calls of one function that wait, and how many of them run. Owned by the event loop. */
final class Lane {
  final String function;
  final Queue<Waiting> waiting = new PriorityQueue<>(Waiting::compare);
  int running;
  private @Nullable Runnable disarm;
  private long armedFor = Long.MAX_VALUE;

  Lane(String function) {
    this.function = function;
  }

  boolean empty() {
    return waiting.isEmpty() && running == 0;
  }

  /** Whether an alarm for this time, or an earlier one, is set already. */
  boolean armed(long dueAt) {
    return armedFor <= dueAt;
  }

  void arm(long dueAt, Runnable newDisarm) {
    disarm();
    armedFor = dueAt;
    disarm = newDisarm;
  }

  void disarm() {
    if (disarm != null) {
      disarm.run();
    }
    disarm = null;
    armedFor = Long.MAX_VALUE;
  }
}
