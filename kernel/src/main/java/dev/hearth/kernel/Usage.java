package dev.hearth.kernel;

/**
 * What was used: CPU time in nanoseconds, the CPU rate in thousandths of a core, the peak of memory
 * in bytes.
 */
public record Usage(long cpuNanos, int cpuMillis, long peakMemoryBytes) {
  /** Nothing was measured. */
  public static final Usage UNKNOWN = new Usage(0, 0, 0);
}
