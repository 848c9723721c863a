package dev.hearth.simulator.workload;

/**
 * Load over a week that begins on a Monday at midnight, by the hour: one half always there, the
 * other half a cosine with its trough at four in the morning and its peak at four in the afternoon.
 */
final class Week {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final int TROUGH_HOUR = 4;
  private static final int WEEKDAYS = 5;

  private Week() {}

  /**
   * A rhythm for a workload of this length.
   *
   * @param weekend by how much the daily half is smaller on the sixth and seventh day
   */
  static Rhythm rhythm(long lengthNanos, double weekend) {
    var factors = new double[Math.toIntExact(Math.ceilDiv(lengthNanos, HOUR_NANOS))];
    for (int hour = 0; hour < factors.length; hour++) {
      double daily = (1 - StrictMath.cos(2 * Math.PI * (hour - TROUGH_HOUR) / 24)) / 2;
      boolean working = hour / 24 % 7 < WEEKDAYS;
      factors[hour] = 0.5 + 0.5 * (working ? 1 : 1 - weekend) * daily;
    }
    return new Rhythm(HOUR_NANOS, factors);
  }
}
