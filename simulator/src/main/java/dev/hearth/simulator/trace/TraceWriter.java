package dev.hearth.simulator.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Workload;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a workload as a trace in the format of {@link AzureFunctions2019}, so that a generated mix
 * can be given to others or kept: one file of counts a day, and one each of durations and memory.
 *
 * <p>Percentiles of execution times are those of the first {@value #MOST_SAMPLES} invocations of a
 * function, average, least and most those of all. Counts below a minute, objectives and cold starts
 * are not in the format and are lost; of workflows only the first steps are written.
 */
public final class TraceWriter {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int DAY_MINUTES = 1_440;
  private static final int MOST_SAMPLES = 1_000;
  private static final int[] PERCENTILES = {0, 1, 25, 50, 75, 99, 100};
  private static final double MS_NANOS = 1e6;

  private final Workload workload;
  private final Path directory;
  private final Samples[] samples;
  private final int days;

  private TraceWriter(Workload workload, Path directory) {
    this.workload = workload;
    this.directory = directory;
    this.samples = new Samples[workload.functions().size()];
    Arrays.setAll(samples, function -> new Samples());
    this.days = Math.toIntExact(Math.ceilDiv(workload.lengthNanos(), MINUTE_NANOS * DAY_MINUTES));
  }

  /** What is remembered of one function's execution times. */
  private static final class Samples {
    private long[] first = new long[8];
    private long count;
    private double sum;
    private long least = Long.MAX_VALUE;
    private long most;

    void add(long nanos) {
      if (count < MOST_SAMPLES) {
        if (count == first.length) {
          first = Arrays.copyOf(first, first.length * 2);
        }
        first[(int) count] = nanos;
      }
      count++;
      sum += nanos;
      least = Math.min(least, nanos);
      most = Math.max(most, nanos);
    }

    long[] sorted() {
      var sorted = Arrays.copyOf(first, (int) Math.min(count, MOST_SAMPLES));
      Arrays.sort(sorted);
      return sorted;
    }
  }

  /**
   * Writes the invocations under a seed into a directory, which is made if it is not there.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  public static void write(Workload workload, long seed, Path directory) {
    var writer = new TraceWriter(workload, directory);
    try {
      Files.createDirectories(directory);
      writer.counts(seed);
      writer.durations();
      writer.memory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a trace into %s".formatted(directory), e);
    }
  }

  private void counts(long seed) throws IOException {
    var arrivals = workload.arrivals(seed);
    var arrival = new Arrival();
    long rest = Math.ceilDiv(workload.lengthNanos(), MINUTE_NANOS);
    long id = 0;
    for (int day = 0; day < days; day++) {
      int minutes = (int) Math.min(rest, DAY_MINUTES);
      rest -= minutes;
      long from = day * MINUTE_NANOS * DAY_MINUTES;
      long to = from + minutes * MINUTE_NANOS;
      var counts = new int[samples.length][];
      while (arrivals.next() < to) {
        arrival.id = ++id;
        arrivals.take(arrival);
        samples[arrival.function].add(arrival.durationNanos);
        if (counts[arrival.function] == null) {
          counts[arrival.function] = new int[minutes];
        }
        counts[arrival.function][(int) ((arrival.at - from) / MINUTE_NANOS)]++;
      }
      day(day, minutes, counts);
    }
  }

  private void day(int day, int minutes, int[][] counts) throws IOException {
    var name =
        days == 1
            ? "invocations.csv"
            : String.format(Locale.ROOT, "invocations_per_function_md.anon.d%02d.csv", day + 1);
    var none = new int[minutes];
    try (var out = open(name)) {
      out.write("HashApp,HashFunction," + joined(IntStream.rangeClosed(1, minutes)) + "\n");
      for (int function = 0; function < counts.length; function++) {
        var row = counts[function] == null ? none : counts[function];
        out.write(identity(function) + joined(Arrays.stream(row)) + "\n");
      }
    }
  }

  private void durations() throws IOException {
    try (var out = open("durations.csv")) {
      var percentiles =
          Arrays.stream(PERCENTILES)
              .mapToObj(percentile -> "percentile_Average_" + percentile)
              .collect(Collectors.joining(","));
      out.write("HashApp,HashFunction,Average,Count,Minimum,Maximum," + percentiles + "\n");
      for (int function = 0; function < samples.length; function++) {
        var seen = samples[function];
        if (seen.count > 0) {
          out.write(identity(function) + durations(seen) + "\n");
        }
      }
    }
  }

  private static String durations(Samples seen) {
    var sorted = seen.sorted();
    var percentiles =
        Arrays.stream(PERCENTILES)
            .mapToObj(percentile -> ms((double) sorted[percentile * (sorted.length - 1) / 100]))
            .collect(Collectors.joining(","));
    return "%s,%d,%s,%s,%s"
        .formatted(
            ms(seen.sum / seen.count),
            seen.count,
            ms((double) seen.least),
            ms((double) seen.most),
            percentiles);
  }

  private void memory() throws IOException {
    try (var out = open("memory.csv")) {
      out.write("HashApp,HashFunction,SampleCount,AverageAllocatedMb\n");
      for (int function = 0; function < samples.length; function++) {
        long bytes = workload.functions().get(function).configuration().resources().memoryBytes();
        out.write(
            "%s%d,%d\n"
                .formatted(
                    identity(function), samples[function].count, Math.ceilDiv(bytes, 1 << 20)));
      }
    }
  }

  private BufferedWriter open(String name) throws IOException {
    return Files.newBufferedWriter(directory.resolve(name), UTF_8);
  }

  private String identity(int function) {
    FunctionProfile profile = workload.functions().get(function);
    return quoted(profile.application()) + "," + quoted(profile.name()) + ",";
  }

  private static String quoted(String text) {
    return text.indexOf(',') < 0 && text.indexOf('"') < 0
        ? text
        : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static String joined(IntStream numbers) {
    return numbers.mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static String ms(double nanos) {
    return String.format(Locale.ROOT, "%.6f", nanos / MS_NANOS);
  }
}
