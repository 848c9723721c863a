package dev.hearth.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;

/**
 * Latency over rows in characters, both by their order of magnitude: a column for each number of
 * rows, a digit for each number of cores, an asterisk where several meet.
 */
final class LatencyPlot {
  private static final int HEIGHT = 10;
  private static final int COLUMN = 6;
  private static final int LABEL = 12;

  private LatencyPlot() {}

  static String of(NavigableMap<Double, NavigableMap<Integer, ProfileView.Cell>> byCores) {
    var rows = new TreeSet<Integer>();
    var nanos = new TreeSet<Long>();
    byCores
        .values()
        .forEach(
            cells -> {
              rows.addAll(cells.keySet());
              cells.values().forEach(cell -> nanos.add(cell.nanos()));
            });
    if (nanos.isEmpty()) {
      return "";
    }
    var scale = new Scale(nanos.first(), nanos.last());
    return drawn(byCores, List.copyOf(rows), scale);
  }

  private record Scale(long least, long most) {
    int line(long nanos) {
      double share =
          most == least ? 0 : Math.log((double) nanos / least) / Math.log((double) most / least);
      return HEIGHT - 1 - (int) Math.round(share * (HEIGHT - 1));
    }

    long nanosOf(int line) {
      double share = (HEIGHT - 1.0 - line) / (HEIGHT - 1);
      return Math.round(least * Math.pow((double) most / least, share));
    }
  }

  private static String drawn(
      NavigableMap<Double, NavigableMap<Integer, ProfileView.Cell>> byCores,
      List<Integer> rows,
      Scale scale) {
    var field = new char[HEIGHT][rows.size() * COLUMN];
    for (char[] line : field) {
      Arrays.fill(line, ' ');
    }
    byCores.forEach(
        (cores, cells) ->
            cells.forEach(
                (count, cell) ->
                    put(
                        field[scale.line(cell.nanos())],
                        rows.indexOf(count) * COLUMN + COLUMN / 2,
                        mark(cores))));
    return lines(field, rows, scale);
  }

  private static char mark(double cores) {
    return cores < 10 ? (char) ('0' + (int) cores) : '+';
  }

  private static void put(char[] line, int column, char mark) {
    line[column] = line[column] == ' ' ? mark : '*';
  }

  private static String lines(char[][] field, List<Integer> rows, Scale scale) {
    var lines = new ArrayList<String>();
    for (int line = 0; line < HEIGHT; line++) {
      boolean labelled = line % 3 == 0;
      var label = labelled ? ProfileView.millis(scale.nanosOf(line)) : "";
      lines.add((padded(label) + " |" + new String(field[line])).stripTrailing());
    }
    lines.add(padded("") + " +" + "-".repeat(rows.size() * COLUMN));
    lines.add(axis(rows));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String axis(List<Integer> rows) {
    var axis = new StringBuilder(padded("rows") + "  ");
    for (int count : rows) {
      var number = Integer.toString(count);
      int before = COLUMN / 2 - number.length() / 2;
      axis.repeat(' ', before).append(number).repeat(' ', COLUMN - before - number.length());
    }
    return axis.toString().stripTrailing();
  }

  private static String padded(String label) {
    return " ".repeat(Math.max(0, LABEL - label.length())) + label;
  }
}
