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
  private record Compute(Duration input, Duration infer, Duration output) {
    static final Compute NONE = new Compute(Duration.NONE, Duration.NONE, Duration.NONE);

    Compute plus(RunTimes times) {
      return new Compute(
          input.plus(times.input()), infer.plus(times.engine()), output.plus(times.output()));
    }
  }

  private final TreeMap<Integer, Compute> runsByRows = new TreeMap<>();
  private Duration success = Duration.NONE;
  private Duration fail = Duration.NONE;
  private Duration queue = Duration.NONE;
  private Compute compute = Compute.NONE;
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
  void ran(int rows, RunTimes times) {
    executions++;
    runsByRows.merge(rows, Compute.NONE.plus(times), (sum, _) -> sum.plus(times));
  }

  /**
   * A request has its outcome.
   *
   * @param nanos since it was submitted
   * @param run where the time of its run went
   */
  void ended(Outcome outcome, int rows, long nanos, RunTimes run) {
    if (outcome instanceof Outcome.Answered) {
      inferences += rows;
      success = success.plus(nanos);
      compute = compute.plus(run);
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
            compute.input(),
            compute.infer(),
            compute.output(),
            Duration.NONE,
            Duration.NONE),
        batches());
  }

  private List<BatchStatistics> batches() {
    return runsByRows.entrySet().stream().map(ModelCounters::batch).toList();
  }

  private static BatchStatistics batch(Map.Entry<Integer, Compute> runs) {
    Compute compute = runs.getValue();
    return new BatchStatistics(runs.getKey(), compute.input(), compute.infer(), compute.output());
  }
}
