package dev.hearth.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The table of what was fuzzed, between two marks of a page. */
final class FuzzTable {
  private static final String BEGIN = "<!-- fuzzing -->";
  private static final String END = "<!-- /fuzzing -->";
  private static final List<String> HEAD =
      List.of(
          "| target | CPU minutes | executions | edges | features | corpus | findings |",
          "| --- | ---: | ---: | ---: | ---: | ---: | ---: |");

  private FuzzTable() {}

  /** Adds a run to the row that its target has; a page without the marks is left alone. */
  static synchronized void keep(Path page, FuzzResult result) throws IOException {
    if (!Files.exists(page)) {
      return;
    }
    List<String> lines = Files.readAllLines(page);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    if (begin < 0 || end < begin) {
      return;
    }
    var rows = new TreeMap<String, String>();
    for (String line : lines.subList(begin + 1, end)) {
      if (line.startsWith("| `")) {
        rows.put(line.substring(0, line.indexOf('`', 3)), line);
      }
    }
    rows.merge("| `" + result.target(), result.row(), (before, _) -> result.after(before).row());
    List<String> next = new ArrayList<>(lines.subList(0, begin + 1));
    next.addAll(HEAD);
    next.addAll(rows.values());
    next.addAll(lines.subList(end, lines.size()));
    Files.write(page, next);
  }
}
