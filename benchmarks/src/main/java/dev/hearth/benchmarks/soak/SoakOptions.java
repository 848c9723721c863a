package dev.hearth.benchmarks.soak;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a soak is told. */
final class SoakOptions {
  @Option(names = "--hours", description = "How long the traffic lasts; fractions do.")
  private double hours;

  @Option(names = "--minutes", description = "The same in minutes (default: 10, without --hours).")
  private double minutes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the plan of faults and of the traffic (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--report",
      description = "The page to write; its plots go into 'images' beside it (default: none).")
  private @Nullable Path report;

  @Option(
      names = "--load",
      defaultValue = "0.7",
      description = "Share of what a closed loop reached at the start (default: ${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--disk",
      defaultValue = "24",
      description = "Size of the small file system in MiB (default: ${DEFAULT-VALUE}).")
  private int diskMebibytes;

  @Option(
      names = "--apart",
      description = "Seconds from fault to fault (default: an 80th of the time, 15 to 45).")
  private double apart;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "The most the node's heap may have (default: ${DEFAULT-VALUE}).")
  private String heap = "256m";

  double seconds() {
    double all = 3_600 * hours + 60 * minutes;
    return all == 0 ? 600 : all;
  }

  double apartSeconds() {
    return apart > 0 ? apart : Math.clamp(seconds() / 80, 15, 45);
  }

  long seed() {
    return seed;
  }

  @Nullable Path report() {
    return report;
  }

  double load() {
    return load;
  }

  int diskMebibytes() {
    return diskMebibytes;
  }

  String heap() {
    return heap;
  }

  /** The command that does the same again. */
  String command() {
    String time = hours > 0 ? "--hours " + trimmed(hours) : "--minutes " + trimmed(seconds() / 60);
    return "./hearth soak %s --seed %d".formatted(time, seed);
  }

  private static String trimmed(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
