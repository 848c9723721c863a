package dev.hearth.gateway.admin;

import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Revision;
import java.util.List;

/**
 * What a node's kernel decides with, and what its world is like: enough to simulate the node.
 *
 * @param cores of the machine
 * @param runThreads runs that go on at once; more wait for a thread
 * @param cpuNanos CPU time that the node's process took until now
 * @param timerNanos how coarse the node's timers are
 * @param models every version that can be called
 */
public record KernelStatus(
    int cores,
    int runThreads,
    long cpuNanos,
    long timerNanos,
    KernelOptions options,
    List<Served> models) {
  /**
   * One version of a model.
   *
   * @param revision what the kernel was told of it
   * @param coldStarts instances started since the node was
   * @param coldStartMeanNanos mean time of these starts, 0 if there were none
   */
  public record Served(
      String model,
      String version,
      Revision revision,
      long coldStarts,
      double coldStartMeanNanos) {}
}
