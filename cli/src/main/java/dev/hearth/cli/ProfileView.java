package dev.hearth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A profile as people read it: a table of rows by cores, then a plot of the same. */
final class ProfileView {
  private ProfileView() {}

  static String of(JsonNode profile) {
    var lines = new StringBuilder();
    lines.append(
        "%s version %s on %s%ninputs %s, a busy core beside a run makes it %.0f %% slower%n%n"
            .formatted(
                profile.path("model").asString(),
                profile.path("version").asString(),
                profile.path("machine").asString(),
                profile.path("inputs").asString(),
                100 * profile.path("contention").asDouble()));
    var byCores = byCores(profile.path("points"));
    lines.append(Table.of(rows(byCores))).append(System.lineSeparator());
    lines.append(LatencyPlot.of(byCores)).append(System.lineSeparator());
    return lines.append(profile.path("note").asString()).append(System.lineSeparator()).toString();
  }

  /** A latency in nanoseconds, and whether whole runs were measured. */
  record Cell(long nanos, boolean measured) {}

  private static NavigableMap<Double, NavigableMap<Integer, Cell>> byCores(JsonNode points) {
    var byCores = new TreeMap<Double, NavigableMap<Integer, Cell>>();
    for (var point : points) {
      var cell =
          new Cell(
              point.path("nanos").asLong(), point.path("source").asString("").equals("measured"));
      byCores
          .computeIfAbsent(point.path("cpu").asDouble(), _ -> new TreeMap<>())
          .put(point.path("rows").asInt(), cell);
    }
    return byCores;
  }

  private static List<List<String>> rows(NavigableMap<Double, NavigableMap<Integer, Cell>> all) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("CORES", "ROWS", "A RUN", "ROWS/S", "GAIN", "KNOWN BY"));
    all.forEach(
        (cores, byRows) -> {
          var first = byRows.firstEntry();
          double least = rate(first.getKey(), first.getValue());
          byRows.forEach((count, cell) -> rows.add(row(cores, count, cell, least)));
        });
    return rows;
  }

  private static List<String> row(double cores, int rows, Cell cell, double leastRate) {
    double rate = rate(rows, cell);
    return List.of(
        plain(cores),
        Integer.toString(rows),
        millis(cell.nanos()),
        String.format(Locale.ROOT, "%.1f", rate),
        String.format(Locale.ROOT, "%.2fx", rate / leastRate),
        cell.measured() ? "measured" : "composed");
  }

  private static double rate(int rows, Cell cell) {
    return rows * 1e9 / cell.nanos();
  }

  static String cores(JsonNode point) {
    return plain(point.path("cpu").asDouble());
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.3f ms" : "%.1f ms", nanos / 1e6);
  }
}
