package dev.hearth.simulator.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** The first column to the left, figures to the right. */
  public static String figures(List<List<String>> rows) {
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int blank = width(rows, column) - row.get(column).length();
        line.append(column == 0 ? "" : GAP)
            .repeat(' ', column == 0 ? 0 : blank)
            .append(row.get(column))
            .repeat(' ', column == 0 ? blank : 0);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** All columns to the left; the last is wrapped so that no line is longer than {@code most}. */
  static String words(List<List<String>> rows, int most) {
    int last = rows.getFirst().size() - 1;
    int indent = 0;
    for (int column = 0; column < last; column++) {
      indent += width(rows, column) + GAP.length();
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < last; column++) {
        line.append(row.get(column))
            .repeat(' ', width(rows, column) - row.get(column).length())
            .append(GAP);
      }
      for (var part : wrapped(row.get(last), Math.max(20, most - indent))) {
        text.append((line + part).stripTrailing()).append('\n');
        line.setLength(0);
        line.repeat(' ', indent);
      }
    }
    return text.toString();
  }

  /** The text in lines of at most {@code most} characters, where its words allow. */
  static List<String> wrapped(String text, int most) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
