package dev.hearth.benchmarks;

/**
 * What a window of load saw.
 *
 * @param answered answers with status 200
 * @param refused answers with status 429, 503 or 504, or their likes in gRPC
 * @param failed answers with any other
 * @param within those answered within the objective
 * @param bytes of all bodies
 */
public record LoadWindow(
    long answered,
    long refused,
    long failed,
    long within,
    double seconds,
    long p50Nanos,
    long p99Nanos,
    long refusedP50Nanos,
    long refusedP99Nanos,
    long bytes) {
  static LoadWindow parse(String text) {
    String[] parts = text.split(" ", -1);
    return new LoadWindow(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Double.parseDouble(parts[4]),
        Long.parseLong(parts[5]),
        Long.parseLong(parts[6]),
        Long.parseLong(parts[7]),
        Long.parseLong(parts[8]),
        Long.parseLong(parts[9]));
  }

  String text() {
    return "%d %d %d %d %s %d %d %d %d %d"
        .formatted(
            answered,
            refused,
            failed,
            within,
            seconds,
            p50Nanos,
            p99Nanos,
            refusedP50Nanos,
            refusedP99Nanos,
            bytes);
  }

  public double perSecond() {
    return answered / seconds;
  }

  /** Answers within the objective, a second. */
  double goodput() {
    return within / seconds;
  }

  /** Share of all requests that ended which were answered within the objective. */
  double goodShare() {
    return (double) within / Math.max(1, answered + refused + failed);
  }

  /** The same, if every request was answered with status 200. */
  LoadWindow allAnswered() {
    if (failed + refused > 0 || answered == 0) {
      throw new IllegalStateException("not every request was answered: " + this);
    }
    return this;
  }
}
