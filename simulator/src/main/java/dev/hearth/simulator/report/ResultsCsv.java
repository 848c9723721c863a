package dev.hearth.simulator.report;

import dev.hearth.simulator.experiment.Finding;
import dev.hearth.simulator.experiment.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every trial as a row: policies, why they are there, swept values, seed, all measurements. RFC
 * 4180 with a line feed.
 */
final class ResultsCsv {
  private ResultsCsv() {}

  /** All rows, in the order of the variants and of the seeds, under a line of names. */
  static String of(List<Finding> findings, List<Long> seeds) {
    var targets = new TreeSet<String>();
    findings.forEach(finding -> targets.addAll(finding.variant().settings().keySet()));
    var text = new StringBuilder();
    line(text, names(List.copyOf(targets)));
    for (var finding : findings) {
      for (int i = 0; i < seeds.size(); i++) {
        var cells = keys(finding.variant(), List.copyOf(targets), seeds.get(i));
        for (var metric : Metric.values()) {
          cells.add(Figures.exact(metric.value().applyAsDouble(finding.trials().get(i))));
        }
        line(text, cells);
      }
    }
    return text.toString();
  }

  private static List<String> names(List<String> targets) {
    return Stream.of(
            Stream.of("policies", "kind"),
            targets.stream(),
            Stream.of("seed"),
            Stream.of(Metric.values()).map(Metric::id))
        .flatMap(name -> name)
        .toList();
  }

  private static List<String> keys(Variant variant, List<String> targets, long seed) {
    var cells = new ArrayList<String>();
    cells.add(variant.mix().label());
    cells.add(variant.kind().name().toLowerCase(Locale.ROOT));
    targets.forEach(target -> cells.add(variant.settings().getOrDefault(target, "")));
    cells.add(Long.toString(seed));
    return cells;
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(cells.stream().map(ResultsCsv::quoted).collect(Collectors.joining(",")))
        .append('\n');
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
