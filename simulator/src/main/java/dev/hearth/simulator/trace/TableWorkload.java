package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.ArrivalProcess;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.ColdStartModel;
import dev.hearth.simulator.workload.Durations;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.ProcessWorkload;
import dev.hearth.simulator.workload.Quantiles;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Shape;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Makes a workload of what is known of the functions. */
final class TableWorkload {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final double MS_NANOS = 1e6;
  private static final double SHORTEST_START_MS = 100;
  private static final double LONGEST_START_MS = 30_000;

  private final FunctionTable table;
  private final Placement placement;
  private final boolean percentiles;
  private final long usualNanos;
  private final long usualBytes;
  private final boolean split;
  private final Settings settings;

  TableWorkload(FunctionTable table, Settings settings) {
    this.table = table;
    this.settings = settings;
    this.placement =
        Placement.valueOf(settings.word("placement", Placement.words()).toUpperCase(Locale.ROOT));
    this.percentiles =
        settings.word("durations", List.of("percentiles", "average")).equals("percentiles");
    this.usualNanos = settings.nanos("duration");
    this.usualBytes = settings.bytes("memory");
    this.split = settings.word("app-memory", List.of("split", "whole")).equals("split");
  }

  Workload named(Path path, long minutes, String fingerprint) {
    var functions = new ArrayList<FunctionProfile>();
    var processes = new ArrayList<ArrivalProcess>();
    var durations = new ArrayList<Durations>();
    var taken = new TreeSet<String>();
    for (var row : table.rows()) {
      long memory = memory(row);
      var name = name(row, taken);
      functions.add(
          new FunctionProfile(
              name,
              row.application.isEmpty() ? name : row.application.replace('\n', '/'),
              Shape.configuration(memory),
              coldStart(row, memory)));
      processes.add(row.counts.process(placement));
      durations.add(durations(row));
    }
    return new ProcessWorkload(
        String.valueOf(path.getFileName()),
        functions,
        processes,
        durations,
        minutes * MINUTE_NANOS,
        fingerprint);
  }

  private static String name(FunctionTable.Row row, Set<String> taken) {
    var name = row.function;
    if (!taken.add(name)) {
      name = row.application.replace('\n', '/') + "/" + row.function;
      taken.add(name);
    }
    return name;
  }

  private long memory(FunctionTable.Row row) {
    if (row.memoryMb <= 0) {
      return usualBytes;
    }
    double share = row.memoryOfApplication && split ? table.sizeOf(row.application) : 1;
    return (long) Math.max(1, Math.ceil(row.memoryMb / share)) << 20;
  }

  private Durations durations(FunctionTable.Row row) {
    var shares = row.shares;
    var values = row.percentileMs;
    if (row.averageMs < 0) {
      return Durations.fixed(usualNanos);
    }
    if (!percentiles || shares == null || values == null) {
      return Durations.fixed((long) (row.averageMs * MS_NANOS));
    }
    return new Quantiles(shares, Arrays.stream(values).map(ms -> ms * MS_NANOS).toArray());
  }

  private ColdStart coldStart(FunctionTable.Row row, long memory) {
    var model = ColdStartModel.USUAL.of(memory);
    return switch (settings.text("cold-start")) {
      case "model" -> model;
      case "trace" ->
          row.averageMs < 0 || row.longestMs < 0
              ? model
              : model.scaledTo(
                  (long)
                      (Math.clamp(
                              row.longestMs - row.averageMs, SHORTEST_START_MS, LONGEST_START_MS)
                          * MS_NANOS));
      default -> model.scaledTo(settings.nanos("cold-start"));
    };
  }
}
