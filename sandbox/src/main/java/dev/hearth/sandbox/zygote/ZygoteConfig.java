package dev.hearth.sandbox.zygote;

/**
 * Bounds of the warm interpreters of a node.
 *
 * @param zygoteBytes memory they may have beyond what they share, 256 MiB unless said otherwise
 * @param maxZygotes how many there may be, 32 unless said otherwise
 * @param startMillis how long a function's code may take to load, 10,000 unless said otherwise
 */
public record ZygoteConfig(long zygoteBytes, int maxZygotes, long startMillis) {
  public static final ZygoteConfig DEFAULTS = new ZygoteConfig(256L << 20, 32, 10_000);

  public ZygoteConfig {
    if (zygoteBytes < 0 || maxZygotes < 1 || startMillis < 1) {
      throw new IllegalArgumentException("bounds of warm interpreters must be positive");
    }
  }
}
