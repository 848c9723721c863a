package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import java.util.Optional;

/**
 * A queue whose messages call a function.
 *
 * @param id unique
 * @param batchSize messages one call gets at most, 1 to 1,000
 * @param windowMillis how long the first message of a batch may wait for others, to 300,000
 * @param reportItemFailures whether the function says which messages failed
 * @param concurrency calls at once, 1 to 1,000
 * @param modifiedAtMillis when it was last changed
 */
public record EventSourceMapping(
    String id,
    String queue,
    String function,
    Optional<String> qualifier,
    boolean enabled,
    int batchSize,
    int windowMillis,
    boolean reportItemFailures,
    int concurrency,
    long modifiedAtMillis) {
  public static final int DEFAULT_BATCH_SIZE = 10;
  public static final int DEFAULT_CONCURRENCY = 10;

  public EventSourceMapping {
    QueueSettings.requireName(queue);
    require(batchSize >= 1 && batchSize <= Queues.MAX_RECEIVED, "BatchSize is 1 to 1000");
    require(
        windowMillis >= 0 && windowMillis <= 300_000, "MaximumBatchingWindowInSeconds is 0 to 300");
    require(concurrency >= 1 && concurrency <= 1_000, "MaximumConcurrency is 1 to 1000");
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new FunctionException(FunctionException.Code.INVALID_PARAMETER_VALUE, message);
    }
  }
}
