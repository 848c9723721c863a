package dev.hearth.policies.infless;

import java.util.ArrayList;
import java.util.List;

/**
 * Measured latency of one model by CPU threads, share of a GPU and batch. Rows slower than {@link
 * #TIMED_OUT_MILLIS} stand for runs that never ended in time and are left out.
 *
 * <p>As text: {@code threads/gpuPercent/batch=milliseconds}, separated by spaces.
 */
record LatencyTable(List<Row> rows) {
  static final double TIMED_OUT_MILLIS = 1_500;

  /** One measurement. */
  record Row(int threads, int gpuPercent, int batch, double millis) {}

  LatencyTable {
    rows = rows.stream().filter(row -> row.millis() <= TIMED_OUT_MILLIS).toList();
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming the entry that cannot be read
   */
  static LatencyTable parse(String text) {
    var rows = new ArrayList<Row>();
    for (var entry : text.strip().split("\\s+", -1)) {
      if (!entry.isEmpty()) {
        rows.add(row(entry));
      }
    }
    return new LatencyTable(rows);
  }

  private static Row row(String entry) {
    var fields = entry.split("[/=]", -1);
    try {
      if (fields.length == 4) {
        return new Row(
            Integer.parseInt(fields[0]),
            Integer.parseInt(fields[1]),
            Integer.parseInt(fields[2]),
            Double.parseDouble(fields[3]));
      }
    } catch (NumberFormatException e) {
      throw unreadable(entry, e);
    }
    throw unreadable(entry, null);
  }

  private static IllegalArgumentException unreadable(
      String entry, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "a profile entry must be threads/gpuPercent/batch=milliseconds, such as 2/10/4=112.5,"
            + " not '"
            + entry
            + "'",
        cause);
  }
}
