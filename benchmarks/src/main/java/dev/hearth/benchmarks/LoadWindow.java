package dev.hearth.benchmarks;

/**
 * What a window of load saw.
 *
 * @param answered answers with status 200
 * @param failed answers with any other
 * @param bytes of all bodies
 */
record LoadWindow(
    long answered, long failed, double seconds, long p50Nanos, long p99Nanos, long bytes) {
  static LoadWindow parse(String text) {
    String[] parts = text.split(" ", -1);
    return new LoadWindow(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Double.parseDouble(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]));
  }

  String text() {
    return answered + " " + failed + " " + seconds + " " + p50Nanos + " " + p99Nanos + " " + bytes;
  }

  double perSecond() {
    return answered / seconds;
  }
}
