package dev.hearth.policies.queue;

import dev.hearth.kernel.Cut;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.QueueView;

/**
 * Cuts a batch when it is full or its head has waited long enough, and never before the instant in
 * which the head arrived is over: what arrives at one instant is seen together. Allocates nothing.
 */
public final class SizeOrDelay {
  private SizeOrDelay() {}

  public static long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    int most = instance.configuration().batching().maxRows();
    long due = latest(queue.headArrival(), Math.max(1, timeoutNanos));
    int share = share(queue, instance, freeSlots);
    return share >= most || now >= due ? Cut.run(share) : Cut.waitUntil(due);
  }

  /**
   * Rows for one of the free slots: an equal part each, at most {@code maxRows}. Slots of cores
   * work side by side; those of an accelerator share it, and one large batch costs it less.
   */
  static int share(QueueView queue, InstanceView instance, int freeSlots) {
    var configuration = instance.configuration();
    int most = configuration.batching().maxRows();
    int slots = configuration.resources().gpuPercent() > 0 ? 1 : Math.max(1, freeSlots);
    return Math.min(most, Math.ceilDiv(queue.rows(), slots));
  }

  /** The instant {@code nanos} after {@code start}, without overflow. */
  static long latest(long start, long nanos) {
    return nanos > Long.MAX_VALUE - Math.max(0, start) ? Long.MAX_VALUE : start + nanos;
  }
}
