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
 * Earliest deadline first (C. L. Liu and J. W. Layland, Journal of the ACM 1973): rank is the
 * instant at which the answer is due. Batches are cut as in {@link Fifo}.
 */
public final class Edf implements QueuePolicy {
  /** Remembers nothing, so that one object serves every scope. */
  private static final Edf WITHOUT_STATE = new Edf();

  public static final Suite SUITE =
      Parameters.suite(
          "edf",
          Suite.Scope.POOL,
          EnumSet.of(Role.QUEUE),
          "Liu and Layland, Journal of the ACM 1973",
          List.of(),
          (parameters, context) -> Edf.WITHOUT_STATE);

  @Override
  public long rank(long now, InvocationView invocation, PoolView pool) {
    return invocation.deadline();
  }

  @Override
  public long cut(
      long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
    return SizeOrDelay.cut(now, queue, instance, freeSlots, timeoutNanos);
  }
}
