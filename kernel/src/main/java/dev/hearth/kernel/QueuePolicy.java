package dev.hearth.kernel;

/**
 * Decides the order in a queue and when a batch is cut from it. Unless it {@link #holdsBack} it is
 * not asked about an invocation that finds nobody waiting and a free slot, where a run carries one
 * row: there is nothing to decide.
 */
public interface QueuePolicy extends Policy {
  /** Least first; equal ranks keep the order of arrival. Asked once for each queueing. */
  long rank(long now, InvocationView invocation, PoolView pool);

  /**
   * How to use a free slot: {@link Cut#run} so many rows now or {@link Cut#waitUntil} an instant.
   * Rows beyond the instance's limit or the queue's end are ignored, and whole invocations are
   * taken; the first is always taken.
   *
   * @param freeSlots slots that may take from this queue now, the one asked for included
   * @param timeoutNanos how long the head may wait for company
   */
  long cut(long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos);

  /** Whether it may let an invocation wait though a slot is free and no company can come. */
  default boolean holdsBack() {
    return false;
  }
}
