package dev.hearth.simulator.report;

import dev.hearth.simulator.experiment.Finding;
import dev.hearth.simulator.experiment.Variant;
import dev.hearth.simulator.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything the page draws. Field names are those of its scripts.
 *
 * @param metrics what was measured
 * @param variants in the order of the table
 * @param bounds what no policy can do better than
 */
record ReportData(
    Trace trace,
    Provenance provenance,
    List<Column> metrics,
    List<Row> variants,
    List<Bound> bounds) {
  private static final int TIMELINE_STEPS = 480;
  private static final int DIGITS = 7;

  /** The input. */
  record Trace(String name, String sha256, int functions, long invocations, double hours) {}

  /** A metric in words. */
  record Column(String id, String title, String unit, String meaning, boolean main) {}

  /**
   * A variant.
   *
   * @param values mean and half width of each metric, in the order of the metrics; no half width
   *     where it is not known
   * @param latency points of a cumulative distribution
   * @param rates points of a cumulative distribution
   * @param timeline of the first seed; absent for points of the frontier
   */
  record Row(
      String label,
      String series,
      String kind,
      SortedMap<String, String> settings,
      List<List<Double>> values,
      List<List<Double>> latency,
      List<List<Double>> rates,
      List<Curves.Timeline> timeline) {}

  static ReportData of(
      Workload workload,
      List<Finding> findings,
      List<Bound> bounds,
      Provenance provenance,
      List<Metric> shown) {
    var trace =
        new Trace(
            workload.name(),
            workload.fingerprint(),
            workload.functions().size(),
            findings.getFirst().trials().getFirst().invocations(),
            Figures.significant(workload.lengthNanos() / 3.6e12, DIGITS));
    var metrics =
        Stream.of(Metric.values())
            .map(
                each ->
                    new Column(
                        each.id(), each.title(), each.unit(), each.meaning(), shown.contains(each)))
            .toList();
    return new ReportData(
        trace, provenance, metrics, findings.stream().map(ReportData::row).toList(), bounds);
  }

  private static Row row(Finding finding) {
    var variant = finding.variant();
    var drawn = variant.kind() != Variant.Kind.FRONTIER;
    return new Row(
        variant.label(),
        variant.series(),
        variant.kind().name().toLowerCase(Locale.ROOT),
        new TreeMap<>(variant.settings()),
        Stream.of(Metric.values()).map(metric -> value(finding, metric)).toList(),
        drawn ? Curves.latencies(finding.trials()) : List.of(),
        drawn ? Curves.functionRates(finding.trials()) : List.of(),
        drawn
            ? List.of(Curves.timeline(finding.trials().getFirst().timeline(), TIMELINE_STEPS))
            : List.of());
  }

  private static List<Double> value(Finding finding, Metric metric) {
    var interval = finding.interval(metric.value());
    return IntStream.range(0, interval.known() ? 2 : 1)
        .mapToObj(
            which ->
                Figures.significant(which == 0 ? interval.mean() : interval.halfWidth(), DIGITS))
        .toList();
  }
}
