package dev.hearth.benchmarks.suites;

/** Reads JSON and sums its numbers and the lengths of its texts; names of fields do not count. */
final class JsonSum {
  private final String text;
  private int at;

  JsonSum(String text) {
    this.text = text;
  }

  long sum() {
    return value();
  }

  private long value() {
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> number();
    };
  }

  private long object() {
    long total = 0;
    at++;
    while (text.charAt(at) != '}') {
      long _ = string();
      expect(':');
      total += value();
      skipComma();
    }
    at++;
    return total;
  }

  private long array() {
    long total = 0;
    at++;
    while (text.charAt(at) != ']') {
      total += value();
      skipComma();
    }
    at++;
    return total;
  }

  private long string() {
    expect('"');
    int end = text.indexOf('"', at);
    long length = (long) end - at;
    at = end + 1;
    return length;
  }

  private long number() {
    int start = at;
    while (Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new IllegalStateException("no value at " + at);
    }
    return Long.parseLong(text, start, at, 10);
  }

  private void skipComma() {
    if (text.charAt(at) == ',') {
      at++;
    }
  }

  private void expect(char expected) {
    if (text.charAt(at++) != expected) {
      throw new IllegalStateException("'" + expected + "' is missing at " + (at - 1));
    }
  }
}
