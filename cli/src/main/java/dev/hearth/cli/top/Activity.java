package dev.hearth.cli.top;

import java.util.Map;
import java.util.Set;

/**
 * What one version of a model or function did between two readings, and where it stands.
 *
 * @param answered requests answered a second
 * @param refused requests refused a second, for want of room or time
 * @param failed requests that ended in any other way, a second
 * @param p50Ms latency from submission to outcome; NaN where nothing ended
 * @param batch mean rows of a run; NaN where nothing ran
 * @param newColdStarts cold starts between the readings
 * @param coldStarts cold starts since the version was deployed
 * @param memoryBytes what its instances reserve
 * @param costPerHour of the memory they held, at the node's price; in the currency of its bill
 * @param cost the same since the node started
 */
record Activity(
    Key key,
    Map<String, Double> instances,
    double queued,
    double answered,
    double refused,
    double failed,
    double p50Ms,
    double p99Ms,
    double batch,
    double newColdStarts,
    double coldStarts,
    double memoryBytes,
    double costPerHour,
    double cost) {
  private static final Set<String> REFUSALS =
      Set.of("queue_full", "overloaded", "too_late", "too_many_rows", "draining", "no_capacity");
  private static final double MS = 1000;
  private static final double HOUR = 3600;

  /**
   * {@code before} is empty for a version that was not there yet.
   *
   * @param price of a GiB for a second
   */
  static Activity of(Key key, Measures before, Measures after, double seconds, double price) {
    double answered = 0;
    double refused = 0;
    double failed = 0;
    for (Map.Entry<String, Double> outcome : after.outcomes().entrySet()) {
      double more =
          increase(before.outcomes().getOrDefault(outcome.getKey(), 0.0), outcome.getValue());
      if (outcome.getKey().equals("answered")) {
        answered += more;
      } else if (refusal(outcome.getKey())) {
        refused += more;
      } else {
        failed += more;
      }
    }
    Buckets latency = after.latency().since(before.latency());
    double batches = increase(before.batches(), after.batches());
    return new Activity(
        key,
        after.instances(),
        after.queued(),
        answered / seconds,
        refused / seconds,
        failed / seconds,
        MS * latency.quantile(0.5),
        MS * latency.quantile(0.99),
        batches == 0 ? Double.NaN : increase(before.rows(), after.rows()) / batches,
        increase(before.coldStarts(), after.coldStarts()),
        after.coldStarts(),
        after.memoryBytes(),
        increase(before.gibSeconds(), after.gibSeconds()) / seconds * HOUR * price,
        after.gibSeconds() * price);
  }

  private static boolean refusal(String outcome) {
    return REFUSALS.contains(outcome) || outcome.startsWith("refused_");
  }

  /** A counter that fell began anew, because its node did. */
  private static double increase(double before, double after) {
    return after < before ? after : after - before;
  }

  double running() {
    return instances.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
