package dev.hearth.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** A result as a line of a table whose columns are as wide for every line. */
final class Columns {
  private static final List<Column> ALL =
      List.of(
          new Column("LOAD", -9, result -> load(result.plan().load())),
          new Column("REQ/S", 9, result -> rate(result.perSecond())),
          new Column("GOOD/S", 9, result -> rate(result.goodPerSecond())),
          new Column("WITHIN", 8, result -> percent(result.within())),
          new Column("P50 MS", 8, result -> percentile(result.answered(), 50)),
          new Column("P90 MS", 8, result -> percentile(result.answered(), 90)),
          new Column("P99 MS", 8, result -> percentile(result.answered(), 99)),
          new Column("P99.9 MS", 9, result -> percentile(result.answered(), 99.9)),
          new Column("MAX MS", 8, result -> percentile(result.answered(), 100)),
          count(Ending.OK, 9),
          count(Ending.TOO_MANY, 7),
          count(Ending.UNAVAILABLE, 7),
          count(Ending.TIMED_OUT, 6),
          count(Ending.ERROR, 7),
          count(Ending.DROPPED, 8),
          count(Ending.DIFFERENT, 10),
          new Column("CPU US", 7, result -> rate(result.cpuMicrosEach())));

  private Columns() {}

  /** {@code width} is negative for text that stands on the left. */
  private record Column(String title, int width, Function<Result, String> value) {
    String cell(String text) {
      return ("%" + width + "s").formatted(text);
    }
  }

  static String titles() {
    return line(Column::title);
  }

  static String of(Result result) {
    return line(column -> column.value().apply(result));
  }

  private static String line(Function<Column, String> text) {
    return String.join(" ", ALL.stream().map(column -> column.cell(text.apply(column))).toList());
  }

  private static Column count(Ending ending, int width) {
    return new Column(
        ending.title().toUpperCase(Locale.ROOT),
        width,
        result -> Long.toString(result.count(ending)));
  }

  static String load(Load load) {
    return switch (load) {
      case Load.Closed closed -> "c " + closed.concurrency();
      case Load.Open open -> "r " + rate(open.perSecond());
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
