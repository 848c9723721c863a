package dev.hearth.benchmarks.load;

import dev.hearth.benchmarks.Deadline;

/**
 * Calls to make: the same request again and again over connections that stay open.
 *
 * @param key to show; none if empty
 * @param connections that are used at once, each by a caller that waits for its answers
 */
record WarmCalls(int port, boolean encrypted, String key, int connections, double seconds) {
  /** What was seen of them. */
  record Seen(long answered, double seconds, double p50Micros, double p99Micros) {
    static Seen parse(String line) {
      String[] parts = line.split(" ", -1);
      return new Seen(
          Long.parseLong(parts[0]),
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]));
    }

    String text() {
      return "%d %s %s %s".formatted(answered, seconds, p50Micros, p99Micros);
    }

    double perSecond() {
      return answered / seconds;
    }
  }

  static WarmCalls parse(String line) {
    String[] parts = line.split(" ", -1);
    return new WarmCalls(
        Integer.parseInt(parts[0]),
        Boolean.parseBoolean(parts[1]),
        parts[2],
        Integer.parseInt(parts[3]),
        Double.parseDouble(parts[4]));
  }

  String text() {
    return "%d %s %s %d %s".formatted(port, encrypted, key, connections, seconds);
  }

  /** When they are over, with connecting and warming up. */
  Deadline deadline() {
    return Deadline.in(2 * seconds + 60);
  }
}
