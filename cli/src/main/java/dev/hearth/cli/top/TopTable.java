package dev.hearth.cli.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A sample as lines that fit a terminal. */
final class TopTable {
  private static final int NAME_AT_LEAST = 12;
  private static final int NAME_AT_MOST = 40;
  private static final double MEBIBYTE = 1 << 20;

  /** Those further down give way first where the terminal is narrow. */
  private static final List<Column> BY_IMPORTANCE =
      List.of(
          new Column("REQ/S", 8, 2, each -> rate(each.answered())),
          new Column("P99 MS", 7, 4, each -> number(each.p99Ms())),
          new Column("INSTANCES", 22, 0, each -> instances(each.instances())),
          new Column("QUEUE", 6, 1, each -> rate(each.queued())),
          new Column("REFUSED", 8, 6, each -> rate(each.refused())),
          new Column("P50 MS", 7, 3, each -> number(each.p50Ms())),
          new Column("BATCH", 6, 5, each -> number(each.batch())),
          new Column("FAILED", 7, 7, each -> rate(each.failed())),
          new Column("MIB", 6, 9, each -> number(each.memoryBytes() / MEBIBYTE)),
          new Column("COST/H", 9, 10, each -> money(each.costPerHour())),
          new Column("COLD", 7, 8, TopTable::cold));

  private TopTable() {}

  /** {@code place} orders the columns that are shown. */
  private record Column(String title, int width, int place, Function<Activity, String> value) {}

  /** At most {@code height} lines of at most {@code width} characters. */
  static List<String> lines(Sample sample, int width, int height) {
    List<Column> columns = columns(width);
    int taken = columns.stream().mapToInt(column -> column.width() + 1).sum();
    int widest = sample.versions().stream().mapToInt(each -> name(each).length()).max().orElse(0);
    int nameWidth = Math.clamp(Math.min(widest, width - taken), NAME_AT_LEAST, NAME_AT_MOST);
    var lines = new ArrayList<String>();
    lines.add(line("NAME", nameWidth, columns, Column::title, width));
    int room = Math.max(1, height - 1);
    int count = sample.versions().size();
    int shown = count <= room ? count : room - 1;
    for (Activity each : sample.versions().subList(0, shown)) {
      lines.add(line(name(each), nameWidth, columns, column -> column.value().apply(each), width));
    }
    if (shown < count) {
      lines.add(cut("... and %d more".formatted(count - shown), width));
    }
    return lines;
  }

  private static List<Column> columns(int width) {
    var chosen = new ArrayList<Column>();
    int left = width - NAME_AT_LEAST;
    for (Column column : BY_IMPORTANCE) {
      if (left <= column.width()) {
        break;
      }
      chosen.add(column);
      left -= column.width() + 1;
    }
    chosen.sort((a, b) -> Integer.compare(a.place(), b.place()));
    return chosen;
  }

  private static String line(
      String name, int nameWidth, List<Column> columns, Function<Column, String> text, int width) {
    var line = new StringBuilder(left(name, nameWidth));
    for (Column column : columns) {
      String cell = cut(text.apply(column), column.width());
      line.append(' ');
      if (column.place() == 0) {
        line.append(left(cell, column.width()));
      } else {
        line.repeat(' ', column.width() - cell.length()).append(cell);
      }
    }
    return cut(line.toString(), width).stripTrailing();
  }

  private static String left(String text, int width) {
    String cell = cut(text, width);
    return cell + " ".repeat(width - cell.length());
  }

  private static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width <= 1 ? text.substring(0, width) : text.substring(0, width - 1) + "~";
  }

  /** A name people chose may hold what a terminal would obey. */
  private static String name(Activity each) {
    return (each.key().name() + ":" + each.key().version() + (each.key().function() ? "()" : ""))
        .replaceAll("\\p{Cntrl}", "?");
  }

  private static String instances(Map<String, Double> byState) {
    var parts = new ArrayList<String>();
    byState.forEach(
        (state, count) -> {
          if (count > 0) {
            parts.add("%.0f %s".formatted(count, state));
          }
        });
    return parts.isEmpty() ? "0" : String.join(", ", parts);
  }

  private static String cold(Activity each) {
    String total = "%.0f".formatted(each.coldStarts());
    return each.newColdStarts() > 0 ? "%s +%.0f".formatted(total, each.newColdStarts()) : total;
  }

  private static String money(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.6f", value);
  }

  private static String rate(double value) {
    return value == 0 ? "0" : number(value);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
