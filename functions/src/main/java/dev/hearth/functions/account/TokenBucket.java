package dev.hearth.functions.account;

/** Lets through so many in the long run and so many at once after a pause. Not thread-safe. */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long since;

  TokenBucket(double perSecond, int burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
    since = now;
  }

  /**
   * Takes a token.
   *
   * @param now in nanoseconds, never less than before
   * @return 0 if there was one, else nanoseconds until there is
   */
  long take(long now) {
    tokens = Math.min(burst, tokens + (now - since) / NANOS * perSecond);
    since = now;
    if (tokens >= 1) {
      tokens--;
      return 0;
    }
    return perSecond == 0 ? Long.MAX_VALUE : (long) Math.ceil((1 - tokens) / perSecond * NANOS);
  }

  /** Whether nothing was taken for so long that it is as good as new. */
  boolean full(long now) {
    return tokens + (now - since) / NANOS * perSecond >= burst;
  }
}
