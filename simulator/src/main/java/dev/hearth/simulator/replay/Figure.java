package dev.hearth.simulator.replay;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is compared of one model, or of all of them together. */
@SuppressWarnings("ImmutableEnumChecker") // its functions remember nothing
enum Figure {
  MEDIAN("p50 ms", Sample::median, true),
  P99("p99 ms", Sample::p99, true),
  GOODPUT("goodput/s", Sample::goodput, true),
  VIOLATIONS("violations %", Sample::violations, false),
  REFUSED("refused %", Sample::refused, false),
  COLD_STARTS("cold starts", Sample::coldStarts, false);

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // a method of a record
  private final ToDoubleFunction<Sample> value;

  private final boolean goal;

  Figure(String title, ToDoubleFunction<Sample> value, boolean goal) {
    this.title = title;
    this.value = value;
    this.goal = goal;
  }

  String title() {
    return title;
  }

  /** Whether the simulator is held to it. */
  boolean goal() {
    return goal;
  }

  double of(Sample sample) {
    return value.applyAsDouble(sample);
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What was measured of the requests of one model in one replay.
   *
   * @param answered latencies of those answered, ascending, nanoseconds
   * @param good how many of them were within the objective
   */
  @SuppressWarnings("ArrayRecordComponent") // as long as a trace; nobody writes to it
  record Sample(
      long[] answered, int offered, int good, int refusals, double seconds, long coldStarts) {
    /** Of one model, or of all where {@code model} is negative. */
    static Sample of(Ended ended, Plan plan, int model) {
      var latencies = new long[ended.size()];
      int answered = 0;
      int offered = 0;
      int good = 0;
      int refusals = 0;
      for (int row = 0; row < ended.size(); row++) {
        int which = ended.model()[row];
        if ((model >= 0 && which != model) || ended.dueNanos()[row] < plan.warmUpNanos()) {
          continue;
        }
        offered++;
        long latency = ended.latencyNanos()[row];
        switch (ended.ending()[row]) {
          case ANSWERED -> {
            latencies[answered++] = latency;
            good += latency <= plan.models().get(which).objectiveNanos() ? 1 : 0;
          }
          case REFUSED -> refusals++;
          case FAILED -> {}
        }
      }
      var sorted = Arrays.copyOf(latencies, answered);
      Arrays.sort(sorted);
      long cold = model < 0 ? Arrays.stream(ended.coldStarts()).sum() : ended.coldStarts()[model];
      return new Sample(sorted, offered, good, refusals, plan.measuredSeconds(), cold);
    }

    private double median() {
      return percentile(50);
    }

    private double p99() {
      return percentile(99);
    }

    /** Nearest rank, milliseconds. */
    double percentile(double percent) {
      if (answered.length == 0) {
        return 0;
      }
      int rank = (int) StrictMath.ceil(percent / 100 * answered.length);
      return answered[Math.clamp(rank - 1, 0, answered.length - 1)] / 1e6;
    }

    private double goodput() {
      return good / seconds;
    }

    private double violations() {
      return 100.0 * (offered - good) / Math.max(1, offered);
    }

    private double refused() {
      return 100.0 * refusals / Math.max(1, offered);
    }
  }
}
