package dev.hearth.kernel;

/**
 * How requests may share one run.
 *
 * @param maxRows rows one run may carry, at least 1; 1 means no batching
 * @param maxDelayNanos how long the oldest request may wait for company while a slot is free
 */
public record Batching(int maxRows, long maxDelayNanos) {
  public static final Batching NONE = new Batching(1, 0);

  public Batching {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1, not " + maxRows);
    }
    if (maxDelayNanos < 0) {
      throw new IllegalArgumentException("maxDelayNanos must not be negative: " + maxDelayNanos);
    }
  }
}
