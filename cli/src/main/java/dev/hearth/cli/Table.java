package dev.hearth.cli;

import java.util.List;

/** Rows of text in columns as wide as their widest cell. */
final class Table {
  private Table() {}

  static String of(List<List<String>> rows) {
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column))
            .repeat(' ', width(rows, column) + 2 - row.get(column).length());
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
