package dev.hearth.inference.profile;

import dev.hearth.kernel.Profile;
import java.util.Arrays;

/**
 * Runs of one configuration.
 *
 * @param runs how many were timed
 * @param medianNanos the middle one's time; what a profile keeps, for what disturbs a few runs does
 *     not move it
 * @param meanNanos the mean of all
 */
public record Measured(int threads, int rows, int runs, long medianNanos, long meanNanos) {
  private static final int CORE = 1_000;

  static Measured of(int threads, int rows, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    long median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    long mean = Math.round(Arrays.stream(sorted).average().orElseThrow());
    return new Measured(threads, rows, sorted.length, Math.max(1, median), Math.max(1, mean));
  }

  public Profile.Point point() {
    return new Profile.Point(threads * CORE, 0, rows, medianNanos, Profile.Source.MEASURED);
  }
}
