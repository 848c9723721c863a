package dev.hearth.policies.histogram;

import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.List;

/**
 * Where a histogram is cut. With {@code head} the lower edge of the head percentile's bin and
 * {@code tail} the upper edge of the tail percentile's:
 *
 * <pre>
 * pre-warm after   head · (1 - margin)
 * keep until       tail · (1 + margin)
 * </pre>
 *
 * @param headPercent of idle times shorter than the head
 * @param tailPercent of idle times shorter than the tail
 * @param margin by which both move apart
 */
record Cutoffs(double headPercent, double tailPercent, double margin) {
  static final List<Suite.Parameter> PARAMETERS =
      List.of(
          new Suite.Parameter("bin", "time", "1m", "width of a bin"),
          new Suite.Parameter("range", "time", "4h", "longest idle time that is in the histogram"),
          new Suite.Parameter("head", "%", "5", "percentile to load before"),
          new Suite.Parameter("tail", "%", "99", "percentile to keep until"),
          new Suite.Parameter("margin", "", "0.1", "share by which both move apart"),
          new Suite.Parameter("linger", "time", "3s", "how long before an idle one is unloaded"));

  static Cutoffs of(Parameters parameters) {
    return new Cutoffs(
        parameters.number("head", 0, 100),
        parameters.number("tail", 0, 100),
        parameters.number("margin", 0, 1));
  }

  /** How many bins there are in the range, at least one. */
  static int bins(Parameters parameters) {
    long bin = binNanos(parameters);
    return Math.clamp(parameters.nanos("range") / bin, 1, 100_000);
  }

  static long binNanos(Parameters parameters) {
    return Math.max(1, parameters.nanos("bin"));
  }

  /** The windows of a histogram with at least one time in its range. */
  Windows windows(IdleHistogram times) {
    long head = (long) (times.lowerEdgeNanos(headPercent) * (1 - margin));
    long tail = (long) (times.upperEdgeNanos(tailPercent) * (1 + margin));
    return new Windows(head, tail - head);
  }
}
