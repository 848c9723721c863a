package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed.Amount;
import dev.hearth.gateway.console.Feed.NodeState;
import dev.hearth.gateway.security.Sight;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Resources;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What is told of the node itself: to a tenant, what its own deployments have of it. */
public final class NodeGauge {
  private static final double MILLIS = 1_000.0;

  /**
   * What does not change.
   *
   * @param anonymous whether it asks nobody who they are, which ends with its first key
   * @param address where it listens, once it does
   */
  public record Constants(
      String version,
      long startedAt,
      int cores,
      BooleanSupplier anonymous,
      Supplier<String> address) {}

  private final Constants constants;
  private final Kernel kernel;
  private final Timeline timeline;
  private final IntFunction<String> keys;

  /**
   * A gauge.
   *
   * @param keys the deployment of a function of the kernel
   */
  NodeGauge(Constants constants, Kernel kernel, Timeline timeline, IntFunction<String> keys) {
    this.constants = constants;
    this.kernel = kernel;
    this.timeline = timeline;
    this.keys = keys;
  }

  NodeState shown(Sight sight) {
    var self = kernel.view().self();
    Resources capacity = self.capacity();
    int queued = 0;
    int running = 0;
    for (PoolView pool : kernel.view().pools()) {
      if (sight.whole() || sight.sees(keys.apply(pool.function()))) {
        queued += pool.queued();
        running += pool.running();
      }
    }
    return new NodeState(
        constants.version(),
        constants.startedAt(),
        constants.address().get(),
        constants.cores(),
        new Amount(capacity.cpuMillis() / MILLIS, capacity.memoryBytes()),
        sight.whole() ? used(self.free(), capacity) : held(sight),
        sight.whole() ? self.queued() : queued,
        running,
        constants.anonymous().getAsBoolean(),
        sight.tenant());
  }

  private static Amount used(Resources free, Resources capacity) {
    return new Amount(
        (capacity.cpuMillis() - free.cpuMillis()) / MILLIS,
        capacity.memoryBytes() - free.memoryBytes());
  }

  /** What the instances have that somebody sees. */
  private Amount held(Sight sight) {
    double cores = 0;
    long memoryBytes = 0;
    for (Living living : timeline.instances()) {
      if (sight.sees(living.owner.key())) {
        cores += living.cores;
        memoryBytes += living.memoryBytes;
      }
    }
    return new Amount(cores, memoryBytes);
  }
}
