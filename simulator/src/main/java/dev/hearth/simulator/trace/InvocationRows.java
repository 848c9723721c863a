package dev.hearth.simulator.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads counts by the minute: which columns are minutes the header says. */
final class InvocationRows {
  private static final int DAY_MINUTES = 1_440;

  private final FunctionTable table;
  private final int day;
  private @Nullable Header header;
  private FunctionTable.@Nullable Identity identity;
  private int[] minutes = {};
  private long[] counts = {};

  InvocationRows(FunctionTable table, int day) {
    this.table = table;
    this.day = day;
  }

  /** Reads a file; returns the minutes from the first day's beginning to the end of this one. */
  long read(DayFiles.DayFile file, Source source) {
    source.read(file.file(), this::header, fields -> row(fields, source));
    int most = 0;
    for (int minute : minutes) {
      most = Math.max(most, minute + 1);
    }
    return (long) day * DAY_MINUTES + most;
  }

  private void header(Fields fields) throws BadRowException {
    var names = Header.of(fields).require("HashFunction");
    minutes = new int[names.names().size()];
    counts = new long[minutes.length];
    int found = 0;
    for (int column = 0; column < minutes.length; column++) {
      minutes[column] = minute(names.names().get(column));
      found += minutes[column] >= 0 ? 1 : 0;
    }
    if (found == 0) {
      throw new BadRowException("there are no columns of minutes: they are named 1, 2, 3 ...");
    }
    header = names;
    identity = FunctionTable.Identity.of(names);
  }

  private static int minute(String name) throws BadRowException {
    if (name.isEmpty() || name.length() > 9 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int minute = Integer.parseInt(name);
    if (minute < 1 || minute > DAY_MINUTES) {
      throw new BadRowException(
          "column '%s' is not a minute of a day: minutes go from 1 to %d"
              .formatted(name, DAY_MINUTES));
    }
    return minute - 1;
  }

  private void row(Fields fields, Source source) throws BadRowException {
    Objects.requireNonNull(header).check(fields);
    for (int column = 0; column < minutes.length; column++) {
      if (minutes[column] >= 0) {
        counts[column] = fields.count(column, "minute " + (minutes[column] + 1));
        if (counts[column] > Fields.MOST_IN_A_STEP) {
          throw new BadRowException(
              "minute %d is %d, more than the %d that are taken"
                  .formatted(minutes[column] + 1, counts[column], Fields.MOST_IN_A_STEP));
        }
      }
    }
    var row = table.row(fields, Objects.requireNonNull(identity));
    for (int column = 0; column < minutes.length; column++) {
      if (minutes[column] >= 0) {
        row.counts.add(day * DAY_MINUTES + minutes[column], counts[column]);
      }
    }
    source.used();
  }
}
