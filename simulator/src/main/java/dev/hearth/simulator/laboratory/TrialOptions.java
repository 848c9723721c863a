package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Resources;
import dev.hearth.simulator.Faults;
import java.util.List;

/**
 * The world of a trial, apart from workload and policies.
 *
 * @param seed where all chance starts
 * @param nodes how many, each with its own kernel; a function's invocations enter at its home node
 * @param capacity what each node has
 * @param hardware classes of hardware; the first is what an instance without a wish gets
 * @param startNoise standard deviation of the logarithm of a start's time around its profile
 * @param faults what goes wrong
 * @param timelineStepNanos length of a step of the timeline
 */
public record TrialOptions(
    long seed,
    int nodes,
    Resources capacity,
    List<Hardware> hardware,
    double startNoise,
    Faults faults,
    long timelineStepNanos) {
  public TrialOptions {
    hardware = List.copyOf(hardware);
    if (nodes < 1 || hardware.isEmpty() || timelineStepNanos < 1) {
      throw new IllegalArgumentException(
          "a trial needs a node, a class of hardware and a step of time");
    }
  }

  /**
   * A class of hardware.
   *
   * @param name as configurations name it
   * @param speed by which execution and start times are divided
   * @param price of a GiB of memory for an hour
   */
  public record Hardware(String name, double speed, double price) {}

  /**
   * More memory than any workload takes, one node, two classes of hardware, nothing going wrong.
   */
  public static TrialOptions unlimited(long seed) {
    return new TrialOptions(
        seed,
        1,
        new Resources(Integer.MAX_VALUE / 2, 0, Long.MAX_VALUE / 4),
        List.of(new Hardware("high", 1, 1), new Hardware("low", 0.6, 0.4)),
        0,
        Faults.NONE,
        60_000_000_000L);
  }

  public TrialOptions withSeed(long other) {
    return new TrialOptions(
        other, nodes, capacity, hardware, startNoise, faults, timelineStepNanos);
  }

  public TrialOptions withMemory(long bytes) {
    return new TrialOptions(
        seed,
        nodes,
        new Resources(capacity.cpuMillis(), capacity.gpuPercent(), bytes),
        hardware,
        startNoise,
        faults,
        timelineStepNanos);
  }
}
