package dev.hearth.benchmarks.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is drawn of the peers that did one work; a peer's place is its colour. */
final class WorkCharts {
  private static final double HALF = 0.5;
  private static final String CELL = "<td>%s</td>";

  private final List<Result> runs;

  WorkCharts(List<Result> runs) {
    this.runs = List.copyOf(runs);
  }

  String legend() {
    var legend = new StringBuilder("<ul class=\"legend\">\n");
    for (int i = 0; i < runs.size(); i++) {
      legend.append(
          "<li %s><svg width=\"26\" height=\"8\" aria-hidden=\"true\"><path class=\"line%s\" d=\"M0 4H26\"/></svg>%s</li>\n"
              .formatted(Chart.style(i), Chart.dashes(i), Html.escaped(runs.get(i).label())));
    }
    return legend.append("</ul>\n").toString();
  }

  String bars() {
    double most = runs.stream().mapToDouble(Result::saturation).max().orElse(1);
    var bars = new StringBuilder("<dl class=\"bars\">\n");
    for (int i = 0; i < runs.size(); i++) {
      Result run = runs.get(i);
      Result.Cell best =
          run.closed().stream()
              .max(Comparator.comparingDouble(Result.Cell::perSecond))
              .orElseThrow();
      bars.append(
          String.format(
              Locale.ROOT,
              "<dt>%s</dt><dd><i style=\"--c: var(--c%d); width: %.1f%%\"></i><span>%,.0f"
                  + " <span class=\"soft\">(%d)</span></span></dd>%n",
              Html.escaped(run.label()),
              i % Chart.COLOURS,
              70 * run.saturation() / most,
              run.saturation(),
              best.concurrency()));
    }
    return bars.append("</dl>\n").toString();
  }

  String percentiles() {
    List<Chart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Result run = runs.get(i);
      int colour = i;
      half(run)
          .ifPresent(
              cell ->
                  lines.add(
                      new Chart.Line(
                          run.label(),
                          colour,
                          false,
                          cell.latencies().stream().map(WorkCharts::point).toList())));
    }
    return chart("latency by percentile", "percentile", "ms", lines, true);
  }

  private static Chart.Point point(Result.At at) {
    return new Chart.Point(
        at.percentile(), at.millis(), "p%s %s ms".formatted(at.percentile(), at.millis()));
  }

  private static java.util.Optional<Result.Cell> half(Result run) {
    return run.open().stream()
        .min(Comparator.comparingDouble(cell -> Math.abs(cell.share() - HALF)));
  }

  String byLoad(double percentile) {
    List<Chart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Result run = runs.get(i);
      List<Chart.Point> points =
          run.open().stream()
              .filter(cell -> !Double.isNaN(cell.millis(percentile)))
              .map(cell -> point(cell, percentile))
              .toList();
      lines.add(new Chart.Line(run.label(), i, false, points));
    }
    return chart("latency by load", "requests due a second", "ms", lines, false);
  }

  private static Chart.Point point(Result.Cell cell, double percentile) {
    return new Chart.Point(
        cell.rate(),
        cell.millis(percentile),
        String.format(
            Locale.ROOT,
            "%.0f %% of saturation, %,.1f due and %,.1f answered a second, p%.0f %.2f ms",
            100 * cell.share(),
            cell.rate(),
            cell.perSecond(),
            percentile,
            cell.millis(percentile)));
  }

  private static String chart(
      String title, String x, String y, List<Chart.Line> lines, boolean percentiles) {
    List<Chart.Point> points = lines.stream().flatMap(line -> line.points().stream()).toList();
    if (points.isEmpty()) {
      return "<p class=\"soft\">Too few answers to draw.</p>\n";
    }
    List<Double> across = points.stream().map(Chart.Point::x).toList();
    Axis axis = percentiles ? Axis.Nines.over(across) : Axis.Logarithmic.over(across);
    var up = Axis.Logarithmic.over(points.stream().map(Chart.Point::y).toList());
    return new Chart(title, x, y, axis, up, lines).svg();
  }

  String table() {
    var table = new StringBuilder("<table>\n<tr>");
    Stream.of(
            "",
            "load",
            "due/s",
            "answers/s",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "max ms",
            "lost")
        .forEach(each -> table.append("<th>" + each + "</th>"));
    table.append("</tr>\n");
    for (Result run : runs) {
      String label = labelled(run);
      for (Result.Cell cell : run.cells()) {
        table.append("<tr>").append(CELL.formatted(label));
        row(cell).forEach(each -> table.append(CELL.formatted(each)));
        table.append("</tr>\n");
        label = "";
      }
    }
    return table.append("</table>\n").toString();
  }

  /** With the load averages, for without them its figures say little. */
  private static String labelled(Result run) {
    return "%s <span class=\"soft\">at load %s to %s</span>"
        .formatted(Html.escaped(run.label()), run.host().loadBefore(), run.host().loadAfter());
  }

  private static Stream<String> row(Result.Cell cell) {
    String load =
        cell.isClosed()
            ? cell.concurrency() + (cell.concurrency() == 1 ? " caller" : " callers")
            : String.format(Locale.ROOT, "%.0f %%", 100 * cell.share());
    return Stream.of(
        load,
        cell.isClosed() ? "" : number(cell.rate()),
        number(cell.perSecond()),
        number(cell.millis(50)),
        number(cell.millis(90)),
        number(cell.millis(99)),
        number(cell.millis(99.9)),
        number(cell.maxMillis()),
        Long.toString(cell.lost()));
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
