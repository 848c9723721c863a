package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import dev.hearth.cli.Common;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints rows as they are measured, for people, or all at the end, for scripts. */
final class Report {
  private static final double BUSY = 0.8;
  private static final double LATE_NANOS = 2e6;

  private final Common common;
  private final ObjectNode head;
  private final boolean check;
  private final List<Result> rows = new ArrayList<>();
  private List<Columns.Column> columns = List.of();

  /** {@code head} says what all rows have in common. */
  Report(Common common, ObjectNode head, boolean check) {
    this.common = common;
    this.check = check;
    this.head = head;
  }

  void row(Result result) {
    if (!common.json()) {
      if (rows.isEmpty()) {
        columns = Columns.of(result.plan().load() instanceof Load.Open, check);
        common.print(Columns.titles(columns));
      }
      common.print(Columns.line(columns, result));
      remarks(result).forEach(remark -> common.print("  " + remark));
    }
    rows.add(result);
  }

  /** What the numbers alone do not tell. */
  private static List<String> remarks(Result result) {
    var remarks = new ArrayList<String>();
    result
        .firstReasons()
        .forEach((ending, reason) -> remarks.add("first %s: %s".formatted(ending.title(), reason)));
    if (result.refused().getTotalCount() > 0) {
      remarks.add(
          "refused within p50 %s ms, p99 %s ms, max %s ms"
              .formatted(
                  Columns.millis(result.refused().getValueAtPercentile(50)),
                  Columns.millis(result.refused().getValueAtPercentile(99)),
                  Columns.millis(result.refused().getMaxValue())));
    }
    if (result.busy() > BUSY) {
      remarks.add(
          "the generator was busy for %.0f %% of the time: it may be what limits these numbers"
              .formatted(100 * result.busy()));
    }
    long late = result.late().getValueAtPercentile(99);
    if (late > LATE_NANOS) {
      remarks.add(
          "requests were sent up to %s ms (p99) later than they should; latencies include it"
              .formatted(Columns.millis(late)));
    }
    return remarks;
  }

  /** Prints what is left to print. */
  void end() {
    if (common.json()) {
      ArrayNode array = head.putArray("rows");
      rows.forEach(row -> ResultJson.write(row, array.addObject()));
      common.print(head);
    }
  }

  List<Result> rows() {
    return rows;
  }

  /** Ends the command as failed if no row has an answer, or one an answer that differs. */
  void judge() {
    if (rows.stream().noneMatch(row -> row.count(Ending.OK) > 0)) {
      throw new CommandFailure(
          CommandFailure.REFUSED, "no request was answered; the first reasons are above");
    }
    long different = rows.stream().mapToLong(row -> row.count(Ending.DIFFERENT)).sum();
    if (different > 0) {
      throw new CommandFailure(
          CommandFailure.REFUSED,
          "%d answers were not like the first; if that is rounding, allow it with --tolerance"
              .formatted(different));
    }
  }
}
