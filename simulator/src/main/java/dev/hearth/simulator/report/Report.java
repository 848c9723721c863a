package dev.hearth.simulator.report;

import dev.hearth.simulator.experiment.Finding;
import dev.hearth.simulator.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A finished comparison, in its three forms. */
public record Report(
    Workload workload, List<Finding> findings, List<Bound> bounds, Provenance provenance) {
  public Report {
    findings = List.copyOf(findings);
    bounds = List.copyOf(bounds);
  }

  /** A table for a terminal. */
  public String table() {
    return ResultsTable.of(findings, bounds, shown());
  }

  private List<Metric> shown() {
    return Metric.shown(
        workload.functions().stream().anyMatch(function -> function.latency().isPresent()));
  }

  /** Every trial as a row. */
  public String csv() {
    return ResultsCsv.of(findings, provenance.seeds());
  }

  /** One page that needs nothing else. */
  public String html() {
    return Page.of(ReportData.of(workload, findings, bounds, provenance, shown()));
  }

  /** Writes {@code results.csv} and {@code report.html}; makes the folder where there is none. */
  public List<Path> write(Path directory) throws IOException {
    Files.createDirectories(directory);
    var csv = Files.writeString(directory.resolve("results.csv"), csv());
    var html = Files.writeString(directory.resolve("report.html"), html());
    return Stream.of(csv, html).toList();
  }
}
