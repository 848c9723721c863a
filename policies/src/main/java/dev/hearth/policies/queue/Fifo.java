package dev.hearth.policies.queue;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/**
 * First in, first out: rank is the instant of arrival. A batch is cut when it is full or its head
 * has waited its time-out, whichever comes first, but not before the instant of its arrival is
 * over. Free slots of cores share what waits equally; one slot of an accelerator takes it all.
 */
public final class Fifo implements QueuePolicy {
  /** Remembers nothing, so that one object serves every scope. */
  private static final Fifo WITHOUT_STATE = new Fifo();

  public static final Suite SUITE =
      Parameters.suite(
          "fifo",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE),
          "Textbook rule; size-or-delay batching as in most serving systems",
          List.of(),
          (parameters, context) -> Fifo.WITHOUT_STATE);

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.arrival();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }
}
