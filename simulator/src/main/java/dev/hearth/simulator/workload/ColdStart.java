package dev.hearth.simulator.workload;

/**
 * How long each phase of a cold start takes, in nanoseconds. A fresh start goes through all of
 * them; what an instance has behind it already is saved when it is bound to another function.
 *
 * @param sandboxNanos the sandbox is made
 * @param runtimeNanos the language runtime boots
 * @param librariesNanos packages are installed and imported
 * @param modelNanos the function's own code or model is loaded
 * @param deviceNanos it is copied to a device
 */
public record ColdStart(
    long sandboxNanos, long runtimeNanos, long librariesNanos, long modelNanos, long deviceNanos) {
  public ColdStart {
    if (sandboxNanos < 0
        || runtimeNanos < 0
        || librariesNanos < 0
        || modelNanos < 0
        || deviceNanos < 0) {
      throw new IllegalArgumentException("a phase of a cold start cannot be negative");
    }
  }

  /** A whole start. */
  public long totalNanos() {
    return sandboxNanos + runtimeNanos + artifactNanos();
  }

  /** What a live runtime still needs to become this function. */
  public long artifactNanos() {
    return librariesNanos + modelNanos + deviceNanos;
  }

  /** The same phases in the same proportions, {@code totalNanos} in all. */
  public ColdStart scaledTo(long totalNanos) {
    double factor = (double) totalNanos / Math.max(1, totalNanos());
    return new ColdStart(
        (long) (sandboxNanos * factor),
        (long) (runtimeNanos * factor),
        (long) (librariesNanos * factor),
        (long) (modelNanos * factor),
        (long) (deviceNanos * factor));
  }
}
