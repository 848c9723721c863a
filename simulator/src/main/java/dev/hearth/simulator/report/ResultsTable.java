package dev.hearth.simulator.report;

import dev.hearth.simulator.experiment.Finding;
import dev.hearth.simulator.experiment.Interval;
import dev.hearth.simulator.experiment.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The findings for a terminal: policies as rows, the main measurements as columns. */
final class ResultsTable {
  private final List<Metric> columns;

  private ResultsTable(List<Metric> columns) {
    this.columns = columns;
  }

  /** The table; bounds that are a point follow the findings. */
  static String of(List<Finding> findings, List<Bound> bounds, List<Metric> columns) {
    return new ResultsTable(columns).text(findings, bounds);
  }

  private String text(List<Finding> findings, List<Bound> bounds) {
    var rows = new ArrayList<List<String>>();
    rows.add(heading());
    findings.stream()
        .filter(finding -> finding.variant().kind() != Variant.Kind.FRONTIER)
        .map(this::row)
        .forEach(rows::add);
    bounds.stream().filter(bound -> bound.points().size() == 1).map(this::row).forEach(rows::add);
    return TextTable.figures(rows);
  }

  private List<String> heading() {
    return Stream.concat(
            Stream.of("POLICIES"),
            columns.stream()
                .map(
                    metric ->
                        (metric.title() + (metric.unit().isEmpty() ? "" : " " + metric.unit()))))
        .toList();
  }

  private List<String> row(Finding finding) {
    return Stream.concat(
            Stream.of(finding.variant().label()),
            columns.stream().map(metric -> Figures.readable(finding.interval(metric.value()))))
        .toList();
  }

  private List<String> row(Bound bound) {
    var point = bound.points().getFirst();
    return Stream.concat(
            Stream.of(bound.name()),
            columns.stream()
                .map(
                    metric ->
                        switch (metric) {
                          case COLD_STARTS_PERCENT -> readable(point.coldStartsPercent());
                          case WASTED_GIB_HOURS -> readable(point.wastedGibHours());
                          default -> "-";
                        }))
        .toList();
  }

  private static String readable(double value) {
    return Figures.readable(new Interval(value, Double.NaN));
  }
}
