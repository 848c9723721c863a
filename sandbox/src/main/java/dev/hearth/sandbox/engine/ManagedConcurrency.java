package dev.hearth.sandbox.engine;

/**
 * How many calls of one function to run at a time: as many as are in service on average, ⌈λ·t̄⌉
 * (Little's law), where λ is the rate of arrivals and t̄ the time of service without the wait. Both
 * are exponential moving averages, plain averages at first. More calls at a time would not finish
 * more of them, but make each slower.
 *
 * <p>Source: Nightcore (Jia and Witchel, ASPLOS 2021), which averages with α = 0.001. Here λ is the
 * inverse of the averaged time between arrivals, since the average of inverses is dominated by the
 * shortest. Used under its owner's lock.
 */
final class ManagedConcurrency {
  static final double ALPHA = 0.001;

  private final Average betweenNanos = new Average();
  private final Average serviceNanos = new Average();
  private long lastArrival = Long.MIN_VALUE;

  void arrived(long now) {
    if (lastArrival != Long.MIN_VALUE) {
      betweenNanos.add((double) Math.max(1, now - lastArrival));
    }
    lastArrival = now;
  }

  void served(long nanos) {
    serviceNanos.add((double) nanos);
  }

  /** At least one; no bound before both averages are known. */
  int limit() {
    if (betweenNanos.count == 0 || serviceNanos.count == 0) {
      return Integer.MAX_VALUE;
    }
    return (int) Math.max(1, Math.ceil(serviceNanos.value / betweenNanos.value));
  }

  private static final class Average {
    private long count;
    private double value;

    void add(double sample) {
      count++;
      value += Math.max(ALPHA, 1.0 / count) * (sample - value);
    }
  }
}
