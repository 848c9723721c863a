package dev.hearth.gateway.inference;

import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What one version of a model did, with the names and meanings of Triton's statistics extension.
 *
 * @param lastInference when the last request came, in milliseconds since 1970; 0 if none did
 * @param inferenceCount rows answered
 * @param executionCount successful runs
 * @param batchStats successful runs by their rows
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ModelStatistics(
    String name,
    String version,
    long lastInference,
    long inferenceCount,
    long executionCount,
    InferenceStatistics inferenceStats,
    List<BatchStatistics> batchStats) {
  public ModelStatistics {
    batchStats = List.copyOf(batchStats);
  }

  /** How often something happened and how long it took altogether, in nanoseconds. */
  public record Duration(long count, long ns) {
    public static final Duration NONE = new Duration(0, 0);

    public Duration plus(long nanos) {
      return new Duration(count + 1, ns + nanos);
    }
  }

  /**
   * Requests.
   *
   * @param success from submission to answer
   * @param fail from submission to any other outcome
   * @param queue from submission to the start of the run
   * @param computeInput from the start of the run until the engine was entered
   * @param computeInfer inside the engine
   * @param computeOutput what else the run took
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record InferenceStatistics(
      Duration success,
      Duration fail,
      Duration queue,
      Duration computeInput,
      Duration computeInfer,
      Duration computeOutput,
      Duration cacheHit,
      Duration cacheMiss) {}

  /** Runs of so many rows. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record BatchStatistics(
      int batchSize, Duration computeInput, Duration computeInfer, Duration computeOutput) {}
}
