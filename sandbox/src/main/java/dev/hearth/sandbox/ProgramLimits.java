package dev.hearth.sandbox;

/**
 * What one sandbox may use.
 *
 * @param memoryBytes memory of all its processes
 * @param cpuMillis thousandths of a core
 * @param storageBytes its private {@code /tmp}
 * @param processes processes and threads at once
 * @param concurrency calls at once
 * @param outputBytes output lines of one call that are kept; what is more is cut and said so
 * @param answerBytes size of one answer
 */
public record ProgramLimits(
    long memoryBytes,
    int cpuMillis,
    long storageBytes,
    int processes,
    int concurrency,
    long outputBytes,
    long answerBytes) {
  public static final ProgramLimits DEFAULTS =
      new ProgramLimits(128L << 20, 1_000, 512L << 20, 256, 1, 256L << 10, 6L << 20);

  public ProgramLimits {
    if (memoryBytes < 1
        || cpuMillis < 1
        || storageBytes < 0
        || processes < 1
        || concurrency < 1
        || outputBytes < 0
        || answerBytes < 1) {
      throw new IllegalArgumentException("limits of a program must be positive");
    }
  }
}
