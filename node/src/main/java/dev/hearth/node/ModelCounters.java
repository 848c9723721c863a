package dev.hearth.node;

import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.ModelStatistics.BatchStatistics;
import dev.hearth.gateway.inference.ModelStatistics.Duration;
import dev.hearth.gateway.inference.ModelStatistics.InferenceStatistics;
import dev.hearth.kernel.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what one version of a model does. Owned by the event loop. */
final class ModelCounters {
  private final TreeMap<Integer, Duration> runsByRows = new TreeMap<>();
  private Duration success = Duration.NONE;
  private Duration fail = Duration.NONE;
  private Duration queue = Duration.NONE;
  private Duration infer = Duration.NONE;
  private long lastInference;
  private long inferences;
  private long executions;

  /** A request came, at a time in milliseconds since 1970. */
  void submitted(long epochMillis) {
    lastInference = epochMillis;
  }

  void queued(long nanos) {
    queue = queue.plus(nanos);
  }

  /** A run was successful. */
  void ran(int rows, long nanos) {
    executions++;
    runsByRows.merge(rows, Duration.NONE.plus(nanos), (sum, _) -> sum.plus(nanos));
  }

  /**
   * A request has its outcome.
   *
   * @param nanos since it was submitted
   * @param runNanos what its run took
   */
  void ended(Outcome outcome, int rows, long nanos, long runNanos) {
    if (outcome instanceof Outcome.Answered) {
      inferences += rows;
      success = success.plus(nanos);
      infer = infer.plus(runNanos);
    } else {
      fail = fail.plus(nanos);
    }
  }

  ModelStatistics of(String name, String version) {
    return new ModelStatistics(
        name,
        version,
        lastInference,
        inferences,
        executions,
        new InferenceStatistics(
            success,
            fail,
            queue,
            Duration.NONE,
            infer,
            Duration.NONE,
            Duration.NONE,
            Duration.NONE),
        batches());
  }

  private List<BatchStatistics> batches() {
    return runsByRows.entrySet().stream().map(ModelCounters::batch).toList();
  }

  private static BatchStatistics batch(Map.Entry<Integer, Duration> runs) {
    return new BatchStatistics(runs.getKey(), Duration.NONE, runs.getValue(), Duration.NONE);
  }
}
