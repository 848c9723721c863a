package dev.hearth.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** A result as a line of a table whose columns are as wide for every line. */
final class Columns {
  private static final List<Column> ALL =
      List.of(
          new Column("LOAD", -7, result -> load(result.plan().load())),
          new Column("REQ/S", 7, result -> rate(result.perSecond())),
          new Column("GOOD/S", 7, result -> rate(result.goodPerSecond())),
          new Column("WITHIN", 7, result -> percent(result.within())),
          new Column("P50 MS", 7, result -> percentile(result.answered(), 50)),
          new Column("P90 MS", 7, result -> percentile(result.answered(), 90)),
          new Column("P99 MS", 7, result -> percentile(result.answered(), 99)),
          new Column("P99.9 MS", 9, result -> percentile(result.answered(), 99.9)),
          new Column("MAX MS", 7, result -> percentile(result.answered(), 100)),
          count(Ending.OK, 7),
          count(Ending.TOO_MANY, 6),
          count(Ending.UNAVAILABLE, 6),
          count(Ending.TIMED_OUT, 5),
          count(Ending.ERROR, 5),
          count(Ending.DROPPED, 7),
          count(Ending.DIFFERENT, 9),
          new Column("CPU US", 6, result -> rate(result.cpuMicrosEach())));

  private Columns() {}

  /** {@code width} is negative for text that stands on the left. */
  record Column(String title, int width, Function<Result, String> value) {
    String cell(String text) {
      return ("%" + width + "s").formatted(text);
    }
  }

  /** The columns of a run: what cannot happen in it has none. */
  static List<Column> of(boolean open, boolean check) {
    return ALL.stream()
        .filter(column -> open || !column.title().equals(title(Ending.DROPPED)))
        .filter(column -> check || !column.title().equals(title(Ending.DIFFERENT)))
        .toList();
  }

  static String titles(List<Column> columns) {
    return line(columns, Column::title);
  }

  static String line(List<Column> columns, Result result) {
    return line(columns, column -> column.value().apply(result));
  }

  private static String line(List<Column> columns, Function<Column, String> text) {
    return String.join(
        " ", columns.stream().map(column -> column.cell(text.apply(column))).toList());
  }

  private static String title(Ending ending) {
    return ending.title().toUpperCase(Locale.ROOT);
  }

  private static Column count(Ending ending, int width) {
    return new Column(title(ending), width, result -> Long.toString(result.count(ending)));
  }

  static String load(Load load) {
    return switch (load) {
      case Load.Closed closed -> "c " + closed.concurrency();
      case Load.Open open -> "r " + rate(open.perSecond());
      case Load.Recorded recorded -> recorded.name();
    };
  }

  private static String percentile(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? "-"
        : millis(histogram.getValueAtPercentile(percentile));
  }

  static String millis(long nanos) {
    double millis = nanos / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.1f", millis);
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}
