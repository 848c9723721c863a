package dev.hearth.benchmarks;

/** When the whole run must be over. */
public record Deadline(long atNanos) {
  /** So many seconds from now. */
  public static Deadline in(double seconds) {
    return new Deadline(System.nanoTime() + (long) (seconds * 1e9));
  }

  /** Nanoseconds until then, at least 1. */
  public long nanosLeft() {
    return Math.max(1, atNanos - System.nanoTime());
  }
}
