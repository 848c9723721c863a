package dev.hearth.simulator.report;

import dev.hearth.simulator.experiment.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as text: the same everywhere, whatever the language of the machine. */
final class Figures {
  private static final MathContext PRECISE = new MathContext(9);
  private static final double SMALL = 1e-9;

  private Figures() {}

  /** Nine significant digits, never an exponent. */
  static String exact(double value) {
    return rounded(value, PRECISE).toPlainString();
  }

  /** {@code value} with so many significant digits. */
  static double significant(double value, int digits) {
    return rounded(value, new MathContext(digits, RoundingMode.HALF_EVEN)).doubleValue();
  }

  private static BigDecimal rounded(double value, MathContext context) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not a figure");
    }
    var rounded = new BigDecimal(value).round(context);
    return rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
  }

  /** A mean with its half width, both with as many decimals as the mean deserves. */
  static String readable(Interval interval) {
    int decimals = decimals(interval.mean());
    var mean = fixed(interval.mean(), decimals);
    return interval.known() && interval.halfWidth() > SMALL
        ? mean + " ±" + fixed(interval.halfWidth(), decimals)
        : mean;
  }

  private static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static int decimals(double mean) {
    double size = Math.abs(mean);
    if (size == Math.rint(size) || size >= 1_000) {
      return 0;
    }
    return size >= 100 ? 1 : size >= 1 ? 2 : 3;
  }
}
