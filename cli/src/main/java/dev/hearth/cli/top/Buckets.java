package dev.hearth.cli.top;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A histogram by its buckets: how many values were at most each bound. */
final class Buckets {
  private final NavigableMap<Double, Double> counts = new TreeMap<>();

  void put(double bound, double count) {
    counts.put(bound, count);
  }

  /** What came after {@code before}; all of it if the node began anew in between. */
  Buckets since(Buckets before) {
    var difference = new Buckets();
    boolean anew = total() < before.total();
    counts.forEach(
        (bound, count) ->
            difference.put(bound, anew ? count : count - before.counts.getOrDefault(bound, 0.0)));
    return difference;
  }

  double total() {
    return counts.isEmpty() ? 0 : counts.lastEntry().getValue();
  }

  /**
   * The value that a share of all does not exceed, taken to lie evenly within its bucket; NaN where
   * there is none, the highest bound where it is beyond.
   */
  double quantile(double share) {
    double rank = share * total();
    double lowBound = 0;
    double lowCount = 0;
    for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
      if (bucket.getValue() >= rank && bucket.getValue() > lowCount) {
        double part = (rank - lowCount) / (bucket.getValue() - lowCount);
        return Double.isInfinite(bucket.getKey())
            ? lowBound
            : lowBound + part * (bucket.getKey() - lowBound);
      }
      lowBound = bucket.getKey();
      lowCount = bucket.getValue();
    }
    return Double.NaN;
  }
}
