package dev.hearth.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What the figures were taken on. */
public final class Machine {
  private Machine() {}

  public static String description() {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d processors, load average %.1f",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        load());
  }

  /** Processes that ran or waited to, over the last minute; negative where that is not known. */
  public static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
