package dev.hearth.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the windows of one load on one deployment gave.
 *
 * @param node CPU of the node in all of them
 * @param generatorNanos CPU of the generator
 * @param meanBatch rows of a run
 */
record ServingCell(
    Protocol protocol,
    int maxSize,
    int concurrency,
    List<LoadWindow> windows,
    ThreadTimes node,
    long generatorNanos,
    double meanBatch) {
  static final String HEADER =
      "%-11s %8s %11s %7s %8s %8s %6s | %s%n"
          .formatted(
              "protocol",
              "max-size",
              "concurrency",
              "req/s",
              "p50 ms",
              "p99 ms",
              "batch",
              "CPU ms/req: node (runs, loop, other), generator | load");

  double perSecond() {
    return median(windows, LoadWindow::perSecond);
  }

  long answered() {
    return windows.stream().mapToLong(LoadWindow::answered).sum();
  }

  /** Milliseconds of CPU the node used for a request. */
  double nodeMillis() {
    return millis(node.total());
  }

  private double millis(long nanos) {
    return nanos / 1e6 / answered();
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%-11s %8d %11d %7.0f %8.1f %8.1f %6.1f | %.2f (%.2f, %.2f, %.2f), %.2f | %.1f",
        protocol.text(),
        maxSize,
        concurrency,
        perSecond(),
        median(windows, LoadWindow::p50Nanos) / 1e6,
        median(windows, LoadWindow::p99Nanos) / 1e6,
        meanBatch,
        nodeMillis(),
        millis(node.run()),
        millis(node.loop()),
        millis(node.other()),
        millis(generatorNanos),
        Machine.load());
  }

  static <T> double median(List<T> values, ToDoubleFunction<T> of) {
    double[] sorted = values.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
