package dev.hearth.policies.scaling;

/** Rows a second that arrived since it was last asked. */
public final class RowRate {
  private static final double SECOND = 1e9;

  private long since;
  private long rows;

  /** Counts anew from this instant. */
  public void begin(long now) {
    since = now;
    rows = 0;
  }

  public void add(int more) {
    rows += more;
  }

  /** The rate until now, over at least {@code leastNanos}. */
  public double until(long now, long leastNanos) {
    return rows / (Math.max(now - since, leastNanos) / SECOND);
  }
}
