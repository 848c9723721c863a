package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.LatencyModel;
import java.util.Optional;

/**
 * Inputs of unequal size, whose execution time is in proportion to it. Inputs of equal size may
 * share a run, which takes as long as one after another and is never larger than the largest input.
 *
 * @param rowNanos execution time of one row; 0 where inputs have no size
 * @param most rows of the largest input; what would be larger is cut to it
 */
public record InputSizes(long rowNanos, int most) {
  public static final InputSizes NONE = new InputSizes(0, 1);

  /** Rows of an input that would take so long. */
  int rows(long nanos) {
    return rowNanos == 0
        ? 1
        : (int) Math.clamp(StrictMath.round(nanos / (double) rowNanos), 1L, (long) most);
  }

  /** The same instance, for inputs of these sizes. */
  Configuration of(Configuration usual) {
    return rowNanos == 0
        ? usual
        : new Configuration(usual.resources(), new Batching(most, 0), usual.slots());
  }

  /** Nothing where inputs have no size. */
  Optional<LatencyModel> latency() {
    return rowNanos == 0
        ? Optional.empty()
        : Optional.of((function, rows, resources, load) -> rows * rowNanos);
  }
}
