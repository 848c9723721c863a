package dev.hearth.policies.warmth;

/**
 * When a function's next arrival is likely, from the gaps between its past ones. Arrivals count as
 * Poisson with rate {@code λ = w / (sum of the last w gaps)}; of the windows {@code w} from 5 to
 * one less than there are gaps, it takes the one whose mean gap would have come nearest to the
 * last. With ten gaps or fewer there is no rate. At most {@link #REMEMBERED} gaps are kept.
 */
final class ArrivalHistory {
  static final int REMEMBERED = 64;
  private static final int LEARN = 10;
  private static final int LEAST_WINDOW = 5;

  private final long[] gaps = new long[REMEMBERED];
  private int count;
  private int next;
  private long last = Long.MIN_VALUE;
  private double rate;
  private boolean rateIsOld;

  void arrived(long now) {
    if (last != Long.MIN_VALUE) {
      gaps[next] = now - last;
      next = (next + 1) % REMEMBERED;
      count = Math.min(count + 1, REMEMBERED);
      rateIsOld = true;
    }
    last = now;
  }

  long last() {
    return last;
  }

  boolean known() {
    return ratePerNano() > 0;
  }

  /** Arrivals a nanosecond, or 0 while nothing is known. */
  double ratePerNano() {
    if (rateIsOld) {
      rate = count <= LEARN ? 0 : estimate();
      rateIsOld = false;
    }
    return rate;
  }

  private double estimate() {
    double latest = gaps[back(1)];
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double best = 0;
    for (int window = 1; window < count; window++) {
      sum += gaps[back(window)];
      double mean = sum / window;
      double error = (mean - latest) * (mean - latest);
      if (window >= LEAST_WINDOW && error < least && mean > 0) {
        least = error;
        best = 1 / mean;
      }
    }
    return best;
  }

  private int back(int steps) {
    return Math.floorMod(next - steps, REMEMBERED);
  }

  /** Nanoseconds after an arrival by which the next has come with this probability. */
  static long nanosUntil(double probability, double ratePerNano) {
    return (long) (-StrictMath.log1p(-probability) / ratePerNano);
  }

  /** Probability that one comes within so many nanoseconds. */
  static double within(long nanos, double ratePerNano) {
    return -StrictMath.expm1(-ratePerNano * nanos);
  }
}
