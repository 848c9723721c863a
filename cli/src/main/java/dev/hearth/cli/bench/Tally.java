package dev.hearth.cli.bench;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What came of the requests of one row. Owned by the event loop. */
final class Tally {
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final Map<Ending, Long> counts = new EnumMap<>(Ending.class);
  private final Map<Ending, String> firstReasons = new EnumMap<>(Ending.class);
  private final Histogram answered = histogram();
  private final Histogram refused = histogram();
  private final Histogram late = histogram();
  private final long objectiveNanos;
  private long answeredInWindow;
  private long goodInWindow;
  private long good;

  Tally(long objectiveNanos) {
    this.objectiveNanos = objectiveNanos;
  }

  private static Histogram histogram() {
    return new Histogram(1_000, HIGHEST_NANOS, DIGITS);
  }

  /** A request that was due within what is measured has ended. */
  void ended(Ending ending, String reason, long latencyNanos) {
    counts.merge(ending, 1L, Long::sum);
    if (!reason.isEmpty()) {
      firstReasons.putIfAbsent(ending, reason);
    }
    if (ending == Ending.OK) {
      record(answered, latencyNanos);
      good += latencyNanos <= objectiveNanos ? 1 : 0;
    } else if (ending.refused()) {
      record(refused, latencyNanos);
    }
  }

  /** An answer came within the time that is measured. */
  void answeredInWindow(long latencyNanos) {
    answeredInWindow++;
    goodInWindow += latencyNanos <= objectiveNanos ? 1 : 0;
  }

  /** How much later than it should a request was sent. */
  void sent(long lateNanos) {
    record(late, lateNanos);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  Result result(LoadPlan plan, double seconds, Result.Cost cost) {
    return new Result(
        plan,
        seconds,
        new EnumMap<>(counts),
        new EnumMap<>(firstReasons),
        answered,
        refused,
        late,
        seconds == 0 ? 0 : answeredInWindow / seconds,
        seconds == 0 ? 0 : goodInWindow / seconds,
        good,
        cost);
  }
}
