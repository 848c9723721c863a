package dev.hearth.node;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values out of a node's {@code /metrics}. */
record Metrics(String text) {
  private static final Pattern SERIES = Pattern.compile("([^{ ]+)(?:\\{([^}]*)\\})?");

  /**
   * The sum of all series of a name that have at least the labels given, so that a model can be
   * asked for without its versions; 0 without any.
   *
   * @param series as {@code name} or {@code name{label="value",...}}
   */
  double value(String series) {
    Series asked = Series.of(series);
    return text.lines()
        .filter(line -> line.startsWith(asked.name()))
        .filter(line -> Series.of(line).isOne(asked))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private record Series(String name, Set<String> labels) {
    static Series of(String text) {
      Matcher matcher = SERIES.matcher(text);
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("'" + text + "' is no series");
      }
      String labels = matcher.group(2);
      return new Series(
          matcher.group(1), labels == null ? Set.of() : Set.of(labels.split(",", -1)));
    }

    boolean isOne(Series asked) {
      return name.equals(asked.name) && labels.containsAll(asked.labels);
    }
  }
}
