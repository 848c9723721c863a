package dev.hearth.simulator.trace;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Counts by the minute with percentiles of execution times and memory, as in the Azure Functions
 * dataset of 2019 (M. Shahrad et al., ATC 2020) and, with the same columns, in the traces of
 * In-Vitro (D. Ustiugov et al., WORDS 2023). A trace is a directory with {@link DayFiles}, or one
 * file of counts alone.
 *
 * <p>Of the columns {@code HashOwner,HashApp,HashFunction,Trigger,1,2,...} only the function and
 * the minutes must be there. Durations ({@code Average,Count,Minimum,Maximum,percentile_Average_N},
 * in milliseconds) and memory ({@code SampleCount,AverageAllocatedMb,AverageAllocatedMb_pctN}) need
 * their average; of several days the row with the most samples is taken.
 *
 * <ul>
 *   <li>{@code durations=percentiles} draws each execution time between the percentiles ({@link
 *       dev.hearth.simulator.workload.Quantiles}); {@code average} takes the average always.
 *   <li>{@code memory-of} is the column that an instance gets: {@code average}, or a percentile.
 *       Memory of an application is split evenly among its functions or is {@code whole} for each.
 *   <li>{@code cold-start=model} is {@link dev.hearth.simulator.workload.ColdStartModel}; {@code
 *       trace} is the longest execution time less the average one, kept in [100 ms, 30 s], as
 *       FaasCache estimates it (A. Fuerst and P. Sharma, ASPLOS 2021; the limits are this
 *       project's); otherwise a time. The phases keep the proportions of the model.
 * </ul>
 */
public final class AzureFunctions2019 implements TraceReader {
  public static final AzureFunctions2019 PUBLISHED =
      new AzureFunctions2019("azure-2019", "Azure Functions 2019: counts by the minute", true);
  public static final AzureFunctions2019 IN_VITRO =
      new AzureFunctions2019("invitro", "In-Vitro: the columns of azure-2019", false);

  private final String format;
  private final String meaning;
  private final boolean detected;

  private AzureFunctions2019(String format, String meaning, boolean detected) {
    this.format = format;
    this.meaning = meaning;
    this.detected = detected;
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("placement", "", "uniform", "in the minute: uniform, start, even, poisson"),
        new Parameter("durations", "", "percentiles", "percentiles or average"),
        new Parameter("duration", "time", "700ms", "of functions without a row of durations"),
        new Parameter("memory-of", "", "average", "average or 1, 5, 25, 50, 75, 95, 99, 100"),
        new Parameter("memory", "memory", "170MiB", "of functions without a row of memory"),
        new Parameter("app-memory", "", "split", "memory of an application: split or whole"),
        new Parameter("cold-start", "time", "model", "model, trace or a time"),
        new Parameter("days", "", "all", "how many days from the first"));
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    if (!detected) {
      return false;
    }
    return Files.isDirectory(path)
        ? !DayFiles.of(path).invocations().isEmpty()
        : firstLine.contains("HashFunction") && firstLine.matches(".*,\"?1\"?,\"?2\"?(,.*)?");
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var files = DayFiles.of(path);
    if (files.invocations().isEmpty()) {
      throw new TraceException(
          "%s has no invocations*.csv; give a directory with invocations.csv, durations.csv and memory.csv"
              .formatted(path));
    }
    int days =
        settings.is("days", "all") ? Integer.MAX_VALUE : (int) settings.count("days", 1, 3_660);
    int first = files.invocations().getFirst().day();
    var table = new FunctionTable();
    long minutes = 0;
    for (var file : files.invocations()) {
      if (file.day() - first < days) {
        minutes =
            Math.max(minutes, new InvocationRows(table, file.day() - first).read(file, source));
      }
    }
    for (var file : files.durations()) {
      if (file.day() - first < days) {
        new DurationRows(table).read(file.file(), source);
      }
    }
    for (var file : files.memory()) {
      if (file.day() - first < days) {
        new MemoryRows(table, settings.text("memory-of")).read(file.file(), source);
      }
    }
    return new TableWorkload(table, settings).named(path, minutes, source.fingerprint().text());
  }
}
