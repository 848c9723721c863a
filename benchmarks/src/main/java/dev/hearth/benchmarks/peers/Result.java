package dev.hearth.benchmarks.peers;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * What was measured of a peer, as it is kept.
 *
 * @param form of the file
 * @param answer what is known of its first answer
 * @param command that does the same again
 * @param began when, in UTC
 * @param notes what a reader must know of this run
 */
record Result(
    int form,
    String peer,
    String label,
    Work work,
    String does,
    String version,
    String answer,
    String command,
    String began,
    Host host,
    List<Cell> cells,
    List<String> notes) {
  static final int FORM = 1;

  /** Of each cell; those that too few answers tell apart are left out. */
  private static final double[] PERCENTILES = {
    5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99
  };

  Result {
    cells = List.copyOf(cells);
    notes = List.copyOf(notes);
  }

  /** A percentile of latencies. */
  record At(double percentile, double millis) {}

  /**
   * What one load met.
   *
   * @param arrivals {@code closed} or {@code poisson}
   * @param concurrency callers, or the most requests at once
   * @param share of saturation; 0 of a closed loop
   * @param rate requests a second that were due; 0 of a closed loop
   * @param perSecond answers a second
   */
  record Cell(
      String arrivals,
      int concurrency,
      double share,
      double rate,
      double seconds,
      double perSecond,
      long answered,
      long refused,
      long failed,
      long unanswered,
      double maxMillis,
      List<At> latencies) {
    Cell {
      latencies = List.copyOf(latencies);
    }

    static Cell of(Step step, Seen seen) {
      Histogram latencies = seen.latencies();
      long count = latencies.getTotalCount();
      return new Cell(
          step.isClosed() ? "closed" : "poisson",
          step.concurrency(),
          step.share(),
          rounded(step.perSecond()),
          rounded(seen.seconds()),
          rounded(seen.answered() / seen.seconds()),
          seen.answered(),
          seen.refused(),
          seen.failed(),
          seen.unanswered(),
          millis(latencies.getMaxValue()),
          DoubleStream.of(PERCENTILES)
              .filter(each -> count * (1 - each / 100) >= 1)
              .mapToObj(each -> new At(each, millis(latencies.getValueAtPercentile(each))))
              .toList());
    }

    private static double millis(long nanos) {
      return rounded(nanos / 1e6);
    }

    private static double rounded(double value) {
      return Math.rint(value * 1_000) / 1_000;
    }

    boolean isClosed() {
      return arrivals.equals("closed");
    }

    /** Milliseconds, or not a number where too few answers tell. */
    double millis(double percentile) {
      return latencies.stream()
          .filter(each -> each.percentile() == percentile)
          .mapToDouble(At::millis)
          .findFirst()
          .orElse(Double.NaN);
    }

    /** Requests that were not answered as they should. */
    long lost() {
      return refused + failed + unanswered;
    }
  }

  List<Cell> closed() {
    return cells.stream().filter(Cell::isClosed).toList();
  }

  List<Cell> open() {
    return cells.stream()
        .filter(each -> !each.isClosed())
        .sorted(Comparator.comparingDouble(Cell::rate))
        .toList();
  }

  /** The most answers a second of its closed loops. */
  double saturation() {
    return closed().stream().mapToDouble(Cell::perSecond).max().orElse(0);
  }
}
