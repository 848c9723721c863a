package dev.hearth.simulator.workload;

/**
 * How often functions are invoked, by rank. Shahrad et al. ("Serverless in the Wild", ATC 2020,
 * section 3.3) report of a provider's applications that 45% are invoked at most once an hour on
 * average and 81% at most once a minute, that rates span eight orders of magnitude, and that the
 * other 19% have 99.6% of all invocations. Here rates are log-uniform between those marks; above
 * the last the rate of the function at share {@code u} is {@code 1440 ((1 - 0.81) / (1 - u))^head}
 * a day, Zipf's law with exponent {@code head}.
 */
final class Popularity {
  static final double HOURLY_SHARE = 0.45;
  static final double MINUTELY_SHARE = 0.81;
  static final double HOURLY = 24;
  static final double MINUTELY = 1_440;
  private static final double MOST = 1e8;
  private static final double STEEPEST = 3;
  private static final int HALVINGS = 60;

  private final double least;
  private final double head;
  private final double scale;

  /**
   * Marks as published.
   *
   * @param least invocations a day of the rarest function
   * @param head Zipf's exponent of the most popular
   * @param scale of all rates; anything but 1 moves the marks
   */
  Popularity(double least, double head, double scale) {
    this.least = least;
    this.head = head;
    this.scale = scale;
  }

  /**
   * The popularity with which so many functions have so many invocations a day together: the head
   * takes what the others leave. Where even a flat head is too much, all rates are scaled down.
   */
  static Popularity of(double least, double perDay, int functions) {
    double flat = new Popularity(least, 0, 1).total(functions);
    if (perDay <= flat) {
      return new Popularity(least, 0, perDay / flat);
    }
    double low = 0;
    double high = STEEPEST;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      if (new Popularity(least, middle, 1).total(functions) < perDay) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Popularity(least, high, 1);
  }

  private double total(int functions) {
    double total = 0;
    for (int rank = 0; rank < functions; rank++) {
      total += perDay((rank + 0.5) / functions);
    }
    return total;
  }

  /** Invocations a day of the function that a share {@code u} of all does not exceed. */
  double perDay(double u) {
    double rate;
    if (u <= HOURLY_SHARE) {
      rate = between(least, HOURLY, u / HOURLY_SHARE);
    } else if (u <= MINUTELY_SHARE) {
      rate = between(HOURLY, MINUTELY, (u - HOURLY_SHARE) / (MINUTELY_SHARE - HOURLY_SHARE));
    } else {
      rate = MINUTELY * StrictMath.pow((1 - MINUTELY_SHARE) / (1 - u), head);
    }
    return Math.min(MOST, rate) * scale;
  }

  private static double between(double from, double to, double part) {
    return from * StrictMath.pow(to / from, part);
  }
}
