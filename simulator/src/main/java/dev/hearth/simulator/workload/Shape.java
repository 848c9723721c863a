package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Suite.Parameter;
import java.util.List;

/** What every generator is told in the same words. */
public final class Shape {
  private static final double HOUR_NANOS = 3_600e9;
  private static final int WHOLE_CPU_MILLIS = 1_000;

  private Shape() {}

  /** How long the workload is. */
  public static List<Parameter> length(String days) {
    return List.of(
        new Parameter("days", "days", days, "length, unless hours are set"),
        new Parameter("hours", "hours", "none", "length"));
  }

  /** Nanoseconds of {@link #length}. */
  public static long lengthNanos(Settings settings) {
    double hours =
        settings.is("hours", "none")
            ? settings.number("days", 0.0001, 3_660) * 24
            : settings.number("hours", 0.001, 87_840);
    return (long) (hours * HOUR_NANOS);
  }

  /** One slot and one CPU, as function platforms give; no batching. */
  public static Configuration configuration(long memoryBytes) {
    return new Configuration(Resources.of(WHOLE_CPU_MILLIS, memoryBytes), Batching.NONE, 1);
  }
}
