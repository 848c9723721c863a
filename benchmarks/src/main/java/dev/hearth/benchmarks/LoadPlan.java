package dev.hearth.benchmarks;

/**
 * What load to make.
 *
 * @param target the model to ask, or {@link #LIVE} for the node's own health
 * @param concurrency connections, each with one request at a time
 * @param perSecond requests a second of all together, 0 for as many as are answered
 * @param windows how many measured windows follow the warm-up without a break
 * @param seconds how long a window is
 */
record LoadPlan(
    String target,
    int concurrency,
    double perSecond,
    double warmUpSeconds,
    int windows,
    double seconds) {
  static final String LIVE = "-";

  LoadPlan {
    if (concurrency < 1 || windows < 1 || perSecond < 0 || seconds <= 0) {
      throw new IllegalArgumentException("a load needs connections, windows and time");
    }
  }

  static LoadPlan parse(String text) {
    String[] parts = text.split(" ", -1);
    return new LoadPlan(
        parts[0],
        Integer.parseInt(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Integer.parseInt(parts[4]),
        Double.parseDouble(parts[5]));
  }

  String text() {
    return String.join(
        " ",
        target,
        Integer.toString(concurrency),
        Double.toString(perSecond),
        Double.toString(warmUpSeconds),
        Integer.toString(windows),
        Double.toString(seconds));
  }
}
