package dev.hearth.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All results as one page that fetches nothing and runs nothing. */
final class PeersPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Hearth: peers side by side</title>
      <style>
      """;
  private static final String INTRODUCTION =
      """
      </style>
      </head>
      <body>
      <header>
      <h1>Peers side by side</h1>
      <p class="soft">One load generator for all, on the same host as the server it asks. Callers that wait for
      answers find the most a peer can do (saturation); then requests come at their own times, a Poisson process at
      shares of that. A latency counts from when a request was due, so a peer that stalls is charged with everything
      that waited meanwhile. Figures with different machines or load averages do not compare: each run says its own.</p>
      </header>
      <main>
      """;

  private final StringBuilder page = new StringBuilder();

  private PeersPage() {}

  static Path write(Path file, List<Result> results) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    return Files.writeString(file, of(results));
  }

  static String of(List<Result> results) throws IOException {
    var page = new PeersPage();
    page.page.append(HEAD).append(style()).append(INTRODUCTION);
    works(results).forEach((_, runs) -> page.work(runs));
    page.runs(results);
    return page.page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() throws IOException {
    try (InputStream in = PeersPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IOException("the page's style is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** By work, the newest run of each label on each machine. */
  static Map<String, List<Result>> works(List<Result> results) {
    var newest = new LinkedHashMap<String, Result>();
    results.forEach(
        each ->
            newest.put(
                String.join("\n", each.work().name(), each.label(), each.host().machine()), each));
    var works = new LinkedHashMap<String, List<Result>>();
    newest.values().stream()
        .sorted((a, b) -> Double.compare(b.saturation(), a.saturation()))
        .forEach(
            each -> works.computeIfAbsent(each.work().name(), _ -> new ArrayList<>()).add(each));
    return works;
  }

  private void work(List<Result> runs) {
    Work work = runs.getFirst().work();
    var drawing = new WorkCharts(runs);
    page.append("<h2>%s</h2>\n".formatted(Html.escaped(work.name())));
    page.append("<p class=\"soft\">%s</p>\n".formatted(Html.escaped(work.does())));
    page.append(drawing.legend());
    page.append("<div class=\"cards\">\n");
    card(
        "Most answers a second",
        drawing.bars(),
        "The best of the closed loops, and how many callers it had.");
    card(
        "Latency by percentile at half of its own saturation",
        drawing.percentiles(),
        "Each peer at its own half: what waits is the server, not the rate.");
    card(
        "Median latency by load",
        drawing.byLoad(50),
        "Requests due a second, up to beyond saturation.");
    card(
        "99th percentile by load",
        drawing.byLoad(99),
        "The last point of each line is beyond its saturation: there the queue only grows.");
    page.append("<section class=\"card wide\"><h3>Figures</h3>\n<div class=\"scroll\">");
    page.append(drawing.table()).append("</div></section>\n</div>\n");
  }

  private void card(String title, String drawing, String note) {
    page.append("<section class=\"card\"><h3>%s</h3>\n".formatted(Html.escaped(title)));
    page.append(drawing);
    page.append("<p class=\"note\">%s</p></section>\n".formatted(Html.escaped(note)));
  }

  private void runs(List<Result> results) {
    page.append(
            "<h2>Runs</h2>\n"
                + "<p class=\"soft\">Every result, the newest first; older runs of the same peer"
                + " are")
        .append(" not drawn above.</p>\n");
    for (Result result : results.reversed()) {
      page.append(
          "<section class=\"card\" style=\"margin: 12px 0\"><h3>%s</h3>\n<dl class=\"run\">"
              .formatted(Html.escaped(result.label())));
      said("is", result.does());
      said("version", result.version());
      said("answer", result.answer());
      said("begun", result.began());
      said("machine", result.host().machine());
      said(
          "load average",
          "%s before, %s at the end, the run included"
              .formatted(result.host().loadBefore(), result.host().loadAfter()));
      page.append(
          "<dt>command</dt><dd><code>%s</code></dd>".formatted(Html.escaped(result.command())));
      result
          .notes()
          .forEach(
              note ->
                  page.append(
                      "<dt>note</dt><dd class=\"warn\">%s</dd>".formatted(Html.escaped(note))));
      page.append("</dl></section>\n");
    }
  }

  private void said(String what, String words) {
    page.append("<dt>%s</dt><dd>%s</dd>\n".formatted(what, Html.escaped(words)));
  }
}
