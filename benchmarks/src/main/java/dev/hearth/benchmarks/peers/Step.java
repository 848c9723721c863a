package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Load;
import dev.hearth.benchmarks.LoadPlan.Arrivals;

/**
 * One load to put on a peer.
 *
 * @param share of saturation; 0 where callers wait for answers
 * @param perSecond requests a second, where they come at their own times
 * @param warmUpSeconds before what is measured, without a break
 */
record Step(
    Arrivals arrivals,
    int concurrency,
    double share,
    double perSecond,
    double warmUpSeconds,
    double seconds) {
  static Step closed(int callers, double warmUpSeconds, double seconds) {
    return new Step(Arrivals.CLOSED, callers, 0, 0, warmUpSeconds, seconds);
  }

  static Step parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Step(
        Arrivals.valueOf(parts[0]),
        Integer.parseInt(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Double.parseDouble(parts[4]),
        Double.parseDouble(parts[5]));
  }

  String text() {
    return "%s %d %s %s %s %s"
        .formatted(arrivals, concurrency, share, perSecond, warmUpSeconds, seconds);
  }

  Load load() {
    return new Load(concurrency, arrivals, perSecond, Long.MAX_VALUE);
  }

  boolean isClosed() {
    return arrivals == Arrivals.CLOSED;
  }
}
