package dev.hearth.policies.asyfunc;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.RunView;
import java.util.TreeMap;

/**
 * When each body of a pool would be done with one more row: what is left of its run, and the
 * batches that wait for it.
 */
final class Expected {
  private final TreeMap<Integer, Long> busyUntil = new TreeMap<>();

  void started(long now, RunView run, PoolView pool) {
    long takes = takes(run.instance(), pool, run.rows());
    busyUntil.put(run.instance().id(), now + takes);
  }

  void ended(RunView run) {
    busyUntil.remove(run.instance().id());
  }

  /** An instance that is not there any more is forgotten. */
  void gone(int instance) {
    busyUntil.remove(instance);
  }

  /** Nanoseconds until a row more would be done there. */
  long finish(long now, InstanceView instance, PoolView pool) {
    int most = instance.configuration().batching().maxRows();
    int batches = instance.queued() / most;
    int last = instance.queued() % most + 1;
    long residual = Math.max(0, busyUntil.getOrDefault(instance.id(), now) - now);
    return residual + batches * takes(instance, pool, most) + takes(instance, pool, last);
  }

  private static long takes(InstanceView instance, PoolView pool, int rows) {
    var configuration = instance.configuration();
    int cpu = configuration.resources().cpuMillis();
    return Math.max(0, Capacity.nanos(cpu, configuration, pool.revision().profile(), rows));
  }

  static boolean ready(InstanceView instance) {
    return instance.state() instanceof InstanceState.Ready;
  }
}
