package dev.hearth.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@link Objectives} found. */
final class ObjectivesReport {
  private ObjectivesReport() {}

  /**
   * One window of all models under one setting.
   *
   * @param share of saturation
   */
  record Cell(String label, double share, List<LoadWindow> windows) {
    /** Mean over the models of the share answered within the objective. */
    double goodput() {
      return windows.stream().mapToDouble(LoadWindow::goodShare).average().orElse(0);
    }

    String line(ObjectivesOptions options) {
      var each =
          java.util.stream.IntStream.range(0, windows.size())
              .mapToObj(
                  i ->
                      String.format(
                          Locale.ROOT,
                          "%s %.1f%% p99 %.0f ms",
                          options.models().get(i).model().text(),
                          100 * windows.get(i).goodShare(),
                          windows.get(i).p99Nanos() / 1e6))
              .collect(Collectors.joining(", "));
      return String.format(
          Locale.ROOT, "%.2f %-12s %6.2f%%  %s", share, label, 100 * goodput(), each);
    }
  }

  static void print(List<Cell> cells, ObjectivesOptions options) {
    for (double share : options.shares()) {
      System.out.printf(
          Locale.ROOT, "%nAt %.2f of saturation, medians of %d rounds:%n", share, options.rounds());
      for (var label : options.settings().keySet()) {
        System.out.printf(
            Locale.ROOT,
            "%-12s within objective %6.2f %%  worst model %6.2f %%%n",
            label,
            100 * goodput(cells, share, label),
            100 * worst(cells, share, label));
      }
      var best =
          options.uniforms().stream()
              .max(Comparator.comparingDouble(label -> goodput(cells, share, label)))
              .orElseThrow();
      double infless = goodput(cells, share, ObjectivesOptions.INFLESS);
      System.out.printf(
          Locale.ROOT,
          "infless against the best uniform setting, %s: %.3f; its violations: %.2f %%%n",
          best,
          infless / goodput(cells, share, best),
          100 * (1 - infless));
    }
  }

  private static double goodput(List<Cell> cells, double share, String label) {
    return median(of(cells, share, label).stream().map(Cell::goodput).toList());
  }

  private static double worst(List<Cell> cells, double share, String label) {
    return median(
        of(cells, share, label).stream()
            .map(cell -> cell.windows().stream().mapToDouble(LoadWindow::goodShare).min().orElse(0))
            .toList());
  }

  private static List<Cell> of(List<Cell> cells, double share, String label) {
    return cells.stream()
        .filter(cell -> cell.share() == share && cell.label().equals(label))
        .toList();
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
