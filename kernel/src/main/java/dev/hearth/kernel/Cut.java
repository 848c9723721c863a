package dev.hearth.kernel;

/**
 * The answer of {@link QueuePolicy#cut} as one number, so that the most frequent decision allocates
 * nothing: positive is rows to run now, anything else the negated instant to wait until.
 */
public final class Cut {
  private Cut() {}

  public static long run(int rows) {
    return Math.max(1, rows);
  }

  /** {@code instant} must not be negative. */
  public static long waitUntil(long instant) {
    return -Math.max(0, instant);
  }

  public static boolean runsNow(long cut) {
    return cut > 0;
  }

  public static int rows(long cut) {
    return (int) Math.min(cut, Integer.MAX_VALUE);
  }

  public static long until(long cut) {
    return -cut;
  }
}
