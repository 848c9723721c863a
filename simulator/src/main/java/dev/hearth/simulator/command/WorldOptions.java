package dev.hearth.simulator.command;

import dev.hearth.kernel.Resources;
import dev.hearth.policies.parameter.Quantity;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;

/** The virtual world of a comparison. */
final class WorldOptions {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_STEPS = 480;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "nodes, each with its own kernel (default: 1)")
  private int nodes = 1;

  @Option(
      names = "--memory",
      paramLabel = "AMOUNT",
      description = "memory of each node, such as 64GiB (default: more than is ever needed)")
  private Optional<String> memory = Optional.empty();

  @Option(
      names = "--cpu",
      paramLabel = "CORES",
      description = "cores of each node (default: more than are ever needed)")
  private OptionalDouble cores = OptionalDouble.empty();

  @Option(
      names = "--gpu",
      paramLabel = "PERCENT",
      description = "accelerators of each node, 100 for one (default: 0)")
  private int gpuPercent;

  @Option(
      names = "--faults",
      paramLabel = "MODEL",
      description =
          "what goes wrong: none, mild or harsh (crashes, slow and hanging starts, lost answers)"
              + " (default: none)")
  private FaultModel faults = FaultModel.NONE;

  /** The world, with steps of time that make a readable timeline of so long a workload. */
  TrialOptions world(long seed, long lengthNanos) {
    if (nodes < 1) {
      throw new IllegalArgumentException("--nodes must be at least 1, not " + nodes);
    }
    var usual = TrialOptions.unlimited(seed).withNodes(nodes).withFaults(faults.faults());
    var world =
        memory
            .map(amount -> usual.withMemory(bytes(amount)))
            .orElse(usual)
            .withCapacity(this::processors);
    return new TrialOptions(
        world.seed(),
        world.nodes(),
        world.hardware(),
        world.queueTimeoutNanos(),
        world.network(),
        world.faults(),
        step(lengthNanos));
  }

  private Resources processors(Resources had) {
    double most = Integer.MAX_VALUE / 2_000.0;
    if (gpuPercent < 0 || !(cores.orElse(most) > 0 && cores.orElse(most) <= most)) {
      throw new IllegalArgumentException(
          "--cpu must be cores above 0, and --gpu a percentage of at least 0");
    }
    int cpuMillis = cores.isEmpty() ? had.cpuMillis() : (int) (cores.getAsDouble() * 1_000);
    return new Resources(cpuMillis, gpuPercent, had.memoryBytes());
  }

  private static long bytes(String amount) {
    try {
      return Quantity.bytes(amount);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--memory must be an amount with its unit (B, KiB, MiB, GiB), such as 64GiB, not '%s'"
              .formatted(amount),
          e);
    }
  }

  private static long step(long lengthNanos) {
    return LongStream.of(1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)
        .map(seconds -> seconds * SECOND)
        .filter(step -> lengthNanos / step <= MOST_STEPS)
        .findFirst()
        .orElse(6 * 3_600 * SECOND);
  }
}
