package dev.hearth.simulator.replay;

import dev.hearth.simulator.report.LineChart;
import java.util.ArrayList;
import java.util.List;

/** A comparison as one page that fetches nothing: figures, and the latencies' distributions. */
final class ComparisonPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Hearth: live and simulated</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color-scheme: light dark }
      table { border-collapse: collapse; width: 100% }
      td, th { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #8884 }
      td:first-child, th:first-child, td:nth-child(2), th:nth-child(2) { text-align: left }
      .no { color: #c0392b } .yes { color: #1e8449 }
      figure { display: inline-block; margin: .5rem; max-width: 31rem } svg { width: 100%; height: auto }
      </style>
      </head>
      <body>
      <h1>Live and simulated</h1>
      """;

  private ComparisonPage() {}

  static String of(Plan plan, Comparison comparison, List<Ended> live, Ended simulated) {
    var page = new StringBuilder(HEAD);
    page.append(
        "<p>%d live runs of %s s, measured from %s s on, and the same arrivals simulated. %s</p>\n"
            .formatted(
                live.size(),
                ComparisonTable.number(plan.lengthNanos() / 1e9),
                ComparisonTable.number(plan.warmUpNanos() / 1e9),
                ComparisonTable.conclusion(comparison)));
    table(comparison, page);
    for (int model = 0; model < plan.models().size(); model++) {
      page.append("<figure>").append(chart(plan, model, live, simulated).svg());
      page.append("</figure>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void table(Comparison comparison, StringBuilder page) {
    page.append("<table>\n");
    for (var row : ComparisonTable.cells(comparison)) {
      var verdict = row.getLast();
      page.append(
          verdict.equals("yes") || verdict.equals("no")
              ? "<tr class=\"%s\">".formatted(verdict)
              : "<tr>");
      row.forEach(cell -> page.append("<td>").append(escaped(cell)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** The distribution of one model's latencies in each live run, grey, and in the simulator. */
  private static LineChart chart(Plan plan, int model, List<Ended> live, Ended simulated) {
    var series = new ArrayList<LineChart.Series>();
    live.forEach(run -> series.add(distribution("", Figure.Sample.of(run, plan, model), true)));
    series.add(distribution("simulated", Figure.Sample.of(simulated, plan, model), false));
    return new LineChart(
        plan.models().get(model).name() + ": live runs grey",
        "latency, ms",
        "answers no slower, %",
        true,
        series.stream().filter(each -> !each.points().isEmpty()).toList());
  }

  private static LineChart.Series distribution(String name, Figure.Sample sample, boolean faint) {
    var points = new ArrayList<LineChart.Point>();
    if (sample.answered().length > 0) {
      for (int percent = 1; percent <= 100; percent++) {
        points.add(new LineChart.Point(Math.max(0.01, sample.percentile(percent)), percent));
      }
    }
    return new LineChart.Series(name, points, faint);
  }
}
