package dev.hearth.policies.asyfunc;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;

/**
 * Rows a second that one instance serves within its objective. With {@code t(b)} the seconds of a
 * batch of {@code b} rows and {@code S} the objective in seconds:
 *
 * <pre>
 * cap = max over b of b / t(b)   where t(1) &lt;= S, and t(b) &lt;= S/2 for b &gt; 1:
 *                                a row may wait for the run before its own
 * </pre>
 */
record Capacity(Objective objective) {
  private static final double SECOND = 1e9;

  /** For batches of up to the configuration's limit; 0 where nothing known would do. */
  double of(Configuration configuration, Profile profile) {
    return of(configuration.resources().cpuMillis(), configuration, profile);
  }

  /** With other CPU than the configuration's. */
  double of(int cpuMillis, Configuration configuration, Profile profile) {
    double best = 0;
    for (int rows = 1; rows <= configuration.batching().maxRows(); rows++) {
      long nanos = nanos(cpuMillis, configuration, profile, rows);
      boolean inTime = nanos <= objective.latencyNanos() / (rows == 1 ? 1 : 2);
      if (nanos > 0 && inTime) {
        best = Math.max(best, rows * SECOND / nanos);
      }
    }
    return best;
  }

  /** Nanoseconds of a batch, or -1 where that is not known. */
  static long nanos(int cpuMillis, Configuration configuration, Profile profile, int rows) {
    return profile
        .at(cpuMillis, configuration.resources().gpuPercent(), rows)
        .map(Profile.Estimate::nanos)
        .orElse(-1L);
  }
}
