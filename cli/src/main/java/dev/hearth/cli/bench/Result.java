package dev.hearth.cli.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one row measured.
 *
 * @param counts endings of the requests that were due while it was measured
 * @param answered latencies of those answered, in nanoseconds from when they should have been sent
 * @param refused latencies of those refused with 429 or 503
 * @param late how much later than they should requests were sent
 * @param perSecond answers that came while it was measured
 * @param goodPerSecond those of them within the objective
 * @param good how many of the requests that were due were answered within the objective
 */
record Result(
    LoadPlan plan,
    double seconds,
    Map<Ending, Long> counts,
    Map<Ending, String> firstReasons,
    Histogram answered,
    Histogram refused,
    Histogram late,
    double perSecond,
    double goodPerSecond,
    long good,
    Cost cost) {

  /**
   * What the generator itself took.
   *
   * @param cpuNanos of the whole process
   * @param loopNanos of its event loop
   */
  record Cost(long cpuNanos, long loopNanos) {
    static final Cost NONE = new Cost(0, 0);
  }

  long count(Ending ending) {
    return counts.getOrDefault(ending, 0L);
  }

  /** Requests that were due. */
  long offered() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Share of the requests due that was answered within the objective. */
  double within() {
    return (double) good / Math.max(1, offered());
  }

  double cpuMicrosEach() {
    return cost.cpuNanos() / 1e3 / Math.max(1, offered());
  }

  /** Share of one core that the generator's event loop took. */
  double busy() {
    return seconds == 0 ? 0 : cost.loopNanos() / 1e9 / seconds;
  }
}
