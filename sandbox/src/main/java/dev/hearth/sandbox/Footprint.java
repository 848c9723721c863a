package dev.hearth.sandbox;

/**
 * What a sandbox was seen to use.
 *
 * @param memoryBytes now, or −1 if it cannot be told
 * @param peakMemoryBytes since it was made, or −1
 * @param cpuNanos processor time since it was made, or −1
 */
public record Footprint(long memoryBytes, long peakMemoryBytes, long cpuNanos) {
  public static final Footprint UNKNOWN = new Footprint(-1, -1, -1);
}
