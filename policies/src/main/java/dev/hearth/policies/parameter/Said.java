package dev.hearth.policies.parameter;

import java.util.Locale;

/** Amounts as people read them, in the line with which a policy says why. */
public final class Said {
  private static final double MICRO = 1e3;
  private static final double MILLI = 1e6;
  private static final double SECOND = 1e9;
  private static final double MINUTE = 60 * SECOND;
  private static final double HOUR = 60 * MINUTE;

  private Said() {}

  /** A time in nanoseconds, as {@link #time(double)} has it. */
  public static String time(long nanos) {
    return time((double) nanos);
  }

  /** A time in nanoseconds, in the unit that suits it; the greatest of all means for ever. */
  public static String time(double nanos) {
    if (nanos >= Long.MAX_VALUE / 4.0) {
      return "for ever";
    }
    double size = Math.abs(nanos);
    if (size < MILLI) {
      return amount(nanos / MICRO, "us");
    }
    if (size < SECOND) {
      return amount(nanos / MILLI, "ms");
    }
    if (size < 2 * MINUTE) {
      return amount(nanos / SECOND, "s");
    }
    return size < 2 * HOUR ? amount(nanos / MINUTE, "min") : amount(nanos / HOUR, "h");
  }

  /** A number without a unit: at most two places, none where it is whole or large. */
  public static String number(double value) {
    boolean whole = value == Math.rint(value) || Math.abs(value) >= 1_000;
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", value);
  }

  private static String amount(double value, String unit) {
    boolean whole = value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, unit);
  }
}
