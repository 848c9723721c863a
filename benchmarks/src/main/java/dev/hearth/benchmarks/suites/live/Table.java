package dev.hearth.benchmarks.suites.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows of a report: what each was measured at, and the figures, by the names of the columns.
 *
 * @param about a sentence that says what was done
 */
record Table(String name, String about, List<Map<String, Object>> rows) {
  private static final int WIDEST = 60;

  Table(String name, String about) {
    this(name, about, new ArrayList<>());
  }

  /** Adds a row of names and values in turn. */
  Map<String, Object> row(Object... namesAndValues) {
    var row = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    rows.add(row);
    return row;
  }

  String text() {
    var columns = new LinkedHashMap<String, Integer>();
    for (var row : rows) {
      row.forEach((name, value) -> columns.merge(name, width(name, value), Math::max));
    }
    var out = new StringBuilder("\n%s: %s\n".formatted(name, about));
    columns.forEach((name, width) -> out.append(padded(name, width)));
    for (var row : rows) {
      out.append('\n');
      columns.forEach((name, width) -> out.append(padded(shown(row.get(name)), width)));
    }
    return out.append('\n').toString();
  }

  private static int width(String name, Object value) {
    return Math.min(WIDEST, Math.max(name.length(), shown(value).length()));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()) + 2);
  }

  private static String shown(@org.jspecify.annotations.Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof List<?> list) {
      return list.size() + " values";
    }
    return value instanceof Double number
        ? String.format(Locale.ROOT, Math.abs(number) < 10 ? "%.3f" : "%.1f", number)
        : value.toString();
  }
}
