package dev.hearth.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One side of a chart: where values lie on it, and which are named. */
sealed interface Axis {
  /** Where a value lies, from 0 to 1. */
  double share(double value);

  /** Values to name. */
  List<Double> ticks();

  /** How a value is written. */
  String text(double tick);

  /** Powers of ten are at equal distances; values are above 0. */
  record Logarithmic(double from, double to) implements Axis {
    private static final double TWO_DECADES = 100;

    static Logarithmic over(List<Double> values) {
      double least =
          values.stream().mapToDouble(each -> each).filter(each -> each > 0).min().orElse(1);
      double most = values.stream().mapToDouble(each -> each).max().orElse(10);
      double from = least / 1.15;
      return new Logarithmic(from, Math.max(most * 1.15, from * 2));
    }

    @Override
    public double share(double value) {
      return Math.log(Math.max(value, from) / from) / Math.log(to / from);
    }

    @Override
    public List<Double> ticks() {
      double[] steps =
          to / from > TWO_DECADES * TWO_DECADES ? new double[] {1} : new double[] {1, 2, 5};
      List<Double> ticks = new ArrayList<>();
      for (double power = Math.pow(10, Math.floor(Math.log10(from))); power <= to; power *= 10) {
        for (double step : steps) {
          if (power * step >= from && power * step <= to) {
            ticks.add(power * step);
          }
        }
      }
      return ticks;
    }

    @Override
    public String text(double tick) {
      return tick >= 1 ? String.format(Locale.ROOT, "%,.0f", tick) : trimmed(tick);
    }

    private static String trimmed(double tick) {
      return String.format(Locale.ROOT, "%.4f", tick).replaceAll("0+$", "");
    }
  }

  /** Percentiles: 90, 99 and 99.9 are at equal distances. */
  record Nines(double to) implements Axis {
    private static final double[] NAMED = {5, 50, 90, 99, 99.9, 99.99};

    static Nines over(List<Double> values) {
      return new Nines(values.stream().mapToDouble(each -> each).max().orElse(99));
    }

    @Override
    public double share(double value) {
      return nines(value) / nines(to);
    }

    private static double nines(double percentile) {
      return -Math.log10(1 - percentile / 100);
    }

    @Override
    public List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (double each : NAMED) {
        if (each <= to) {
          ticks.add(each);
        }
      }
      return ticks;
    }

    @Override
    public String text(double tick) {
      return tick == Math.rint(tick) ? Long.toString((long) tick) : Double.toString(tick);
    }
  }
}
