package dev.hearth.policies.scaling;

import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/**
 * Enough instances for the work at hand:
 *
 * <pre>desired = max(busy, ceil((rows queued + rows running) / target))</pre>
 *
 * <p>so 0 when there is nothing to do, and never fewer than are busy.
 *
 * <p>Parameter: {@code target} is the rows one instance should have at a time; 0, the default,
 * means what its slots can run at once: slots · maxRows.
 */
public final class QueueLength implements ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "queue-length",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING),
          "Target tracking on concurrency, as in common request-driven autoscalers",
          List.of(
              new Suite.Parameter(
                  "target", "rows", "0", "rows for one instance; 0 means slots times maxRows")),
          (parameters, context) -> new QueueLength(Config.of(parameters)));

  /** Its parameters. */
  public record Config(int target) {
    static Config of(Parameters parameters) {
      return new Config(parameters.count("target", 0));
    }
  }

  private final Config config;
  private long work;
  private long each;

  public QueueLength(Config config) {
    this.config = config;
  }

  @Override
  public int desired(long now, PoolView pool) {
    work = (long) pool.queuedRows() + pool.runningRows();
    each = target(pool);
    long wanted = (work + each - 1) / each;
    return Math.clamp(wanted, pool.ready() - pool.idle(), Integer.MAX_VALUE);
  }

  private long target(PoolView pool) {
    if (config.target > 0) {
      return config.target;
    }
    var configuration = pool.revision().configuration();
    return (long) configuration.slots() * configuration.batching().maxRows();
  }

  @Override
  public String why(int function) {
    return "%d rows queued or running, %d for an instance".formatted(work, each);
  }
}
