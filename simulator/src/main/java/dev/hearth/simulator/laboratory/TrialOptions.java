package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Resources;
import dev.hearth.simulator.Faults;
import dev.hearth.simulator.Network;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The world of a trial, apart from workload and policies.
 *
 * @param seed where all chance starts
 * @param nodes each with its own kernel; a function's invocations enter at its home node
 * @param hardware the classes of hardware there are
 * @param queueTimeoutNanos how long an invocation may wait before it is given up
 * @param network between nodes
 * @param faults what goes wrong
 * @param timelineStepNanos length of a step of the timeline
 */
public record TrialOptions(
    long seed,
    List<Node> nodes,
    List<Hardware> hardware,
    long queueTimeoutNanos,
    Network network,
    Faults faults,
    long timelineStepNanos) {
  private static final long SECOND = 1_000_000_000L;

  /** More than any workload takes. */
  public static final Resources UNLIMITED =
      new Resources(Integer.MAX_VALUE / 2, 0, Long.MAX_VALUE / 4);

  /** The usual two classes: one of reference speed and price, and one slower and cheaper. */
  public static final List<Hardware> HIGH_AND_LOW =
      List.of(new Hardware("high", 1, 1), new Hardware("low", 0.6, 0.4));

  public TrialOptions {
    nodes = List.copyOf(nodes);
    hardware = List.copyOf(hardware);
    if (nodes.isEmpty() || hardware.isEmpty() || timelineStepNanos < 1 || queueTimeoutNanos < 1) {
      throw new IllegalArgumentException(
          "a trial needs a node, a class of hardware, a time in queues and a step of time");
    }
  }

  /**
   * A class of hardware.
   *
   * @param name as configurations name it
   * @param speed by which execution and start times are divided
   * @param price of a GiB of memory for an hour
   * @param bootNanos by which a start takes longer, whatever the speed
   * @param onUse whether only memory that something runs in is paid for, as for functions, or all
   *     that is held, as for machines
   */
  public record Hardware(String name, double speed, double price, long bootNanos, boolean onUse) {
    public Hardware {
      if (!(speed > 0) || !(price >= 0) || bootNanos < 0) {
        throw new IllegalArgumentException(
            "hardware '%s' needs a speed above 0 and no negative price or time to boot"
                .formatted(name));
      }
    }

    public Hardware(String name, double speed, double price) {
      this(name, speed, price, 0, false);
    }
  }

  /**
   * A node.
   *
   * @param capacity what it has
   * @param hardware class of an instance that wishes for none
   */
  public record Node(Resources capacity, String hardware) {}

  /** One node with more memory than any workload takes, nothing going wrong. */
  public static TrialOptions unlimited(long seed) {
    return new TrialOptions(
        seed,
        List.of(new Node(UNLIMITED, "high")),
        HIGH_AND_LOW,
        300 * SECOND,
        Network.USUAL,
        Faults.NONE,
        60 * SECOND);
  }

  public TrialOptions withSeed(long other) {
    return new TrialOptions(
        other, nodes, hardware, queueTimeoutNanos, network, faults, timelineStepNanos);
  }

  /** So many nodes like the first. */
  public TrialOptions withNodes(int count) {
    return with(Collections.nCopies(count, nodes.getFirst()));
  }

  /** The same nodes with so much memory each. */
  public TrialOptions withMemory(long bytes) {
    return withCapacity(had -> new Resources(had.cpuMillis(), had.gpuPercent(), bytes));
  }

  /** The same nodes with another capacity each. */
  public TrialOptions withCapacity(UnaryOperator<Resources> capacity) {
    return with(
        nodes.stream()
            .map(node -> new Node(capacity.apply(node.capacity()), node.hardware()))
            .toList());
  }

  /** Nodes with so much each, on these classes, of which the first is what is not asked for. */
  public TrialOptions withHardware(List<Hardware> classes, Resources capacity) {
    var node = new Node(capacity, classes.getFirst().name());
    return new TrialOptions(
        seed,
        Collections.nCopies(nodes.size(), node),
        classes,
        queueTimeoutNanos,
        network,
        faults,
        timelineStepNanos);
  }

  private TrialOptions with(List<Node> others) {
    return new TrialOptions(
        seed, others, hardware, queueTimeoutNanos, network, faults, timelineStepNanos);
  }

  public TrialOptions withFaults(Faults others) {
    return new TrialOptions(
        seed, nodes, hardware, queueTimeoutNanos, network, others, timelineStepNanos);
  }
}
