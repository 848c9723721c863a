package dev.hearth.simulator.replay;

import dev.hearth.simulator.experiment.Interval;
import dev.hearth.simulator.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for people, and as CSV. */
final class ComparisonTable {
  /** Half of an interval, as a share of its mean, from which on it is said to be wide. */
  private static final double WIDE = 0.25;

  private ComparisonTable() {}

  static String text(Comparison comparison) {
    return TextTable.figures(cells(comparison)) + conclusion(comparison) + "\n";
  }

  /** Titles, then a row for each figure; the last cell is the verdict. */
  static List<List<String>> cells(Comparison comparison) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("MODEL", "FIGURE", "live", "±", "least", "most", "simulated", "off by", "inside"));
    for (var row : comparison.rows()) {
      var interval = row.interval();
      rows.add(
          List.of(
              row.model(),
              row.figure().title(),
              number(interval.mean()),
              halfWidth(interval),
              number(row.least()),
              number(row.most()),
              number(row.simulated()),
              percent(row.difference()),
              verdict(row)));
    }
    return rows;
  }

  private static String verdict(Comparison.Row row) {
    return row.inside() ? "yes" : row.between() ? "range" : "no";
  }

  /** One sentence or two. */
  static String conclusion(Comparison comparison) {
    var held = comparison.rows().stream().filter(row -> row.figure().goal()).toList();
    long inside = held.stream().filter(Comparison.Row::inside).count();
    double widest =
        held.stream().mapToDouble(Comparison.Row::relativeHalfWidth).max().orElse(Double.NaN);
    var few =
        comparison.runs() < Comparison.RUNS
            ? " %d live runs are fewer than the %d an interval wants."
                .formatted(comparison.runs(), Comparison.RUNS)
            : "";
    var wide =
        widest > WIDE
            ? " The widest of these intervals is ±%.0f %% of its mean: the machine was busy with something else, and inside says little."
                .formatted(100 * widest)
            : "";
    return "%d of %d medians, p99s and goodputs of the simulator are inside the 95 %% interval of the live mean.%s%s"
        .formatted(inside, held.size(), few, wide);
  }

  static String csv(Comparison comparison) {
    var text =
        new StringBuilder(
            "model,figure,live_mean,live_half_width,live_least,live_most,simulated,difference,inside_interval,inside_range\n");
    for (var row : comparison.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s%n",
              row.model(),
              row.figure().id(),
              row.interval().mean(),
              row.interval().halfWidth(),
              row.least(),
              row.most(),
              row.simulated(),
              row.difference(),
              row.inside(),
              row.between()));
    }
    return text.toString();
  }

  private static String halfWidth(Interval interval) {
    return interval.known() ? number(interval.halfWidth()) : "-";
  }

  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * share);
  }
}
