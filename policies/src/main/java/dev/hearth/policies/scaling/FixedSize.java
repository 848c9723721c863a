package dev.hearth.policies.scaling;

import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/**
 * Always the same number of instances.
 *
 * <p>Parameter: {@code instances} (1).
 */
public final class FixedSize implements ScalingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "fixed-size",
          Suite.Scope.POOL,
          EnumSet.of(Role.SCALING),
          "Baseline: provisioned capacity",
          List.of(new Suite.Parameter("instances", "", "1", "instances at all times")),
          (parameters, context) -> new FixedSize(parameters.count("instances", 0)));

  private final int instances;

  public FixedSize(int instances) {
    this.instances = instances;
  }

  @Override
  public int desired(long now, PoolView pool) {
    return instances;
  }

  @Override
  public String why(int function) {
    return "always %d".formatted(instances);
  }
}
