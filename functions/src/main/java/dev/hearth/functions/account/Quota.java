package dev.hearth.functions.account;

/**
 * What one tenant may use.
 *
 * @param concurrent calls at once, waiting ones included
 * @param perSecond calls in the long run
 * @param burst calls at once after a pause
 */
public record Quota(int concurrent, double perSecond, int burst) {
  public static final Quota UNLIMITED =
      new Quota(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

  public Quota {
    if (concurrent < 0 || !(perSecond >= 0) || burst < 1) {
      throw new IllegalArgumentException(
          "a quota has concurrent and per-second of 0 or more and a burst of 1 or more");
    }
  }
}
