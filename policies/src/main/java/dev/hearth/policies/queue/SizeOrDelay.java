package dev.hearth.policies.queue;

import dev.hearth.kernel.Cut;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.QueueView;

/** Cuts a batch when it is full or its head has waited long enough. Allocates nothing. */
public final class SizeOrDelay {
  private SizeOrDelay() {}

  public static long cut(long now, QueueView queue, InstanceView instance, long timeoutNanos) {
    int most = instance.configuration().batching().maxRows();
    long due = latest(queue.headArrival(), timeoutNanos);
    return queue.rows() >= most || now >= due ? Cut.run(most) : Cut.waitUntil(due);
  }

  /** The instant {@code nanos} after {@code start}, without overflow. */
  static long latest(long start, long nanos) {
    return nanos > Long.MAX_VALUE - Math.max(0, start) ? Long.MAX_VALUE : start + nanos;
  }
}
