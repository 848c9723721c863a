package dev.hearth.kernel;

/**
 * An amount of what a node has: CPU in thousandths of a core, a share of one accelerator in
 * percent, and memory in bytes.
 */
public record Resources(int cpuMillis, int gpuPercent, long memoryBytes) {
  public static final Resources NONE = new Resources(0, 0, 0);

  public Resources {
    if (cpuMillis < 0 || gpuPercent < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "resources must not be negative: cpu %d m, gpu %d %%, memory %d B"
              .formatted(cpuMillis, gpuPercent, memoryBytes));
    }
  }

  public static Resources of(int cpuMillis, long memoryBytes) {
    return new Resources(cpuMillis, 0, memoryBytes);
  }

  public Resources plus(Resources other) {
    return new Resources(
        cpuMillis + other.cpuMillis,
        gpuPercent + other.gpuPercent,
        memoryBytes + other.memoryBytes);
  }

  /** What is left when {@code other} is taken away; throws if it does not fit. */
  public Resources minus(Resources other) {
    return new Resources(
        cpuMillis - other.cpuMillis,
        gpuPercent - other.gpuPercent,
        memoryBytes - other.memoryBytes);
  }

  public boolean fitsIn(Resources other) {
    return cpuMillis <= other.cpuMillis
        && gpuPercent <= other.gpuPercent
        && memoryBytes <= other.memoryBytes;
  }

  public Resources max(Resources other) {
    return new Resources(
        Math.max(cpuMillis, other.cpuMillis),
        Math.max(gpuPercent, other.gpuPercent),
        Math.max(memoryBytes, other.memoryBytes));
  }

  /** As people say it: {@code 0.5 cores, 256 MiB}. */
  @Override
  public String toString() {
    var text =
        "%s cores, %d MiB".formatted(cpuMillis / 1_000.0, Math.ceilDiv(memoryBytes, 1L << 20));
    return gpuPercent == 0 ? text : text + ", %d %% of an accelerator".formatted(gpuPercent);
  }
}
