package dev.hearth.policies.warmth;

import java.util.ArrayList;
import java.util.List;

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

  private final List<Long> gaps = new ArrayList<>();
  private long last = Long.MIN_VALUE;

  void arrived(long now) {
    if (last != Long.MIN_VALUE) {
      gaps.add(now - last);
      if (gaps.size() > REMEMBERED) {
        gaps.removeFirst();
      }
    }
    last = now;
  }

  long last() {
    return last;
  }

  boolean known() {
    return gaps.size() > LEARN && ratePerNano() > 0;
  }

  /** Arrivals a nanosecond, or 0 while nothing is known. */
  double ratePerNano() {
    int count = gaps.size();
    if (count <= LEARN) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    double rate = 0;
    for (int window = LEAST_WINDOW; window < count; window++) {
      double mean = meanOfLast(window);
      double error = (mean - gaps.getLast()) * (mean - gaps.getLast());
      if (error < best && mean > 0) {
        best = error;
        rate = 1 / mean;
      }
    }
    return rate;
  }

  private double meanOfLast(int window) {
    double sum = 0;
    for (int i = gaps.size() - window; i < gaps.size(); i++) {
      sum += gaps.get(i);
    }
    return sum / window;
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
