package dev.hearth.simulator.trace;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads memory in megabytes, by function or by application. */
final class MemoryRows {
  private static final String AVERAGE = "AverageAllocatedMb";

  private final FunctionTable table;
  private final String column;
  private @Nullable Header header;
  private FunctionTable.@Nullable Identity identity;

  /**
   * Reads one column.
   *
   * @param which {@code average} or a percentile
   */
  MemoryRows(FunctionTable table, String which) {
    this.table = table;
    this.column = which.equals("average") ? AVERAGE : AVERAGE + "_pct" + which;
  }

  void read(Path file, Source source) {
    source.read(file, this::header, fields -> row(fields, source));
  }

  private void header(Fields fields) throws BadRowException {
    var names = Header.of(fields).require(column);
    if (!names.has("HashFunction")) {
      names.require("HashApp");
    }
    header = names;
    identity = FunctionTable.Identity.of(names);
  }

  private void row(Fields fields, Source source) throws BadRowException {
    var names = Objects.requireNonNull(header);
    var whose = Objects.requireNonNull(identity);
    names.check(fields);
    double megabytes = fields.number(names.column(column), column);
    int sampled = names.column("SampleCount");
    double samples = sampled < 0 ? 0 : fields.number(sampled, "SampleCount");
    for (var row : table.about(fields, whose)) {
      if (samples > row.memorySamples) {
        row.memorySamples = samples;
        row.memoryMb = megabytes;
        row.memoryOfApplication = whose.function() < 0;
      }
    }
    source.used();
  }
}
