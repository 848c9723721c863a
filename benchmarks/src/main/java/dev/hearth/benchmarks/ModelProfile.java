package dev.hearth.benchmarks;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import java.util.Comparator;
import java.util.Locale;

/** What a node measured of one model. */
record ModelProfile(Profile profile) {
  private static final int ONE_CORE = 1_000;

  /** What receiving, queueing and answering a request costs a node beside the run, about. */
  private static final double REQUEST_MILLIS = 0.3;

  static ModelProfile read(String table, String model) {
    var known = ProfileTable.parse(table.lines().toList(), Double.POSITIVE_INFINITY).get(model);
    if (known == null) {
      throw new IllegalStateException("the node has no profile of '" + model + "': " + table);
    }
    return new ModelProfile(known);
  }

  private double millis(int rows) {
    return profile
            .at(ONE_CORE, 0, rows)
            .orElseThrow(() -> new IllegalStateException("no point of one core, one row"))
            .nanos()
        / 1e6;
  }

  /** The batch that serves most rows a second on one core. */
  private Profile.Point best() {
    return profile.points().stream()
        .filter(point -> point.cpuMillis() == ONE_CORE)
        .max(Comparator.comparingDouble(point -> (double) point.rows() / point.nanos()))
        .orElseThrow();
  }

  /** Rows a second of the best batch against one row at a time. */
  double gain() {
    var best = best();
    return best.rows() * millis(1) / (best.nanos() / 1e6);
  }

  /** Requests a second that fill an equal part of the cores, one at a time. */
  double perSecond(int cores, int models) {
    return 1e3 * cores / models / (millis(1) + REQUEST_MILLIS);
  }

  String line(String name, long objectiveMillis) {
    return String.format(
        Locale.ROOT,
        "%-12s objective %4d ms, one row %7.2f ms, best batch %2d, gain from batching %.2f,"
            + " contention %.2f",
        name,
        objectiveMillis,
        millis(1),
        best().rows(),
        gain(),
        profile.contention());
  }
}
