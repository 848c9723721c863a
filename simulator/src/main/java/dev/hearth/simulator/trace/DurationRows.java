package dev.hearth.simulator.trace;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads execution times in milliseconds. */
final class DurationRows {
  private static final String AVERAGE = "Average";

  private final FunctionTable table;
  private @Nullable Columns columns;

  DurationRows(FunctionTable table) {
    this.table = table;
  }

  private record Columns(Header header, FunctionTable.Identity identity, Percentiles percentiles) {}

  void read(Path file, Source source) {
    source.read(file, this::header, fields -> row(fields, source));
  }

  private void header(Fields fields) throws BadRowException {
    var header = Header.of(fields).require("HashFunction", AVERAGE);
    columns =
        new Columns(
            header,
            FunctionTable.Identity.of(header),
            Percentiles.of(header, "percentile_Average_"));
  }

  private void row(Fields fields, Source source) throws BadRowException {
    var known = Objects.requireNonNull(columns);
    known.header().check(fields);
    double average = fields.number(known.header().column(AVERAGE), AVERAGE);
    double samples = optional(fields, known.header(), "Count", 0);
    double longest = optional(fields, known.header(), "Maximum", -1);
    boolean any = !known.percentiles().columns().isEmpty();
    var values = any ? known.percentiles().values(fields) : null;
    for (var row : table.about(fields, known.identity())) {
      if (samples > row.durationSamples) {
        row.durationSamples = samples;
        row.averageMs = average;
        row.longestMs = longest;
        row.shares = any ? known.percentiles().shares() : null;
        row.percentileMs = values;
      }
    }
    source.used();
  }

  private static double optional(Fields fields, Header header, String name, double otherwise)
      throws BadRowException {
    int column = header.column(name);
    return column < 0 ? otherwise : fields.number(column, name);
  }
}
