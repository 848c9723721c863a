package dev.hearth.cli.top;

import java.util.HashMap;
import java.util.Map;

/** Reads Prometheus' text format, as much of it as a node writes. */
final class Exposition {
  /** Takes the series one by one. */
  interface Reader {
    void series(String name, Map<String, String> labels, double value);
  }

  private Exposition() {}

  /** Reads a text; lines that are no series are passed over. */
  static void read(String text, Reader reader) {
    text.lines()
        .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
        .forEach(line -> line(line, reader));
  }

  private static void line(String line, Reader reader) {
    int open = line.indexOf('{');
    int space = line.lastIndexOf(' ');
    int close = line.lastIndexOf('}', space);
    if (space < 0 || (open >= 0 && close < open)) {
      return;
    }
    try {
      double value = number(line.substring(space + 1));
      String name = line.substring(0, open < 0 ? line.indexOf(' ') : open);
      reader.series(name, open < 0 ? Map.of() : labels(line, open + 1, close), value);
    } catch (NumberFormatException _) {
      // Not a series; a newer node may write what this does not know.
    }
  }

  /** A value, or a bound of a bucket. */
  static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Map<String, String> labels(String line, int from, int to) {
    var labels = new HashMap<String, String>();
    int at = from;
    while (at < to) {
      int sign = line.indexOf('=', at);
      if (sign < 0 || sign >= to) {
        return labels;
      }
      var value = new StringBuilder();
      int end = value(line, sign + 2, to, value);
      labels.put(line.substring(at, sign), value.toString());
      at = end + 2;
    }
    return labels;
  }

  /** Undoes the escapes of a label's value; returns where its closing quote is. */
  private static int value(String line, int from, int to, StringBuilder into) {
    int at = from;
    while (at < to && line.charAt(at) != '"') {
      if (line.charAt(at) == '\\' && at + 1 < to) {
        at++;
        into.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
      } else {
        into.append(line.charAt(at));
      }
      at++;
    }
    return at;
  }
}
