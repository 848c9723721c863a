package dev.hearth.node;

/** Reads single values out of a node's {@code /metrics}. */
record Metrics(String text) {
  /** The value of a series, named with its labels as the text has it; 0 if it is absent. */
  double value(String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
