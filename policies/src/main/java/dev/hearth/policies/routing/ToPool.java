package dev.hearth.policies.routing;

import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/** Late binding on this node: the first instance with a free slot takes what is next. */
public final class ToPool implements RoutingPolicy {
  /** Remembers nothing, so that one object serves every scope. */
  private static final ToPool WITHOUT_STATE = new ToPool();

  public static final Suite SUITE =
      Parameters.suite(
          "pool",
          Suite.Scope.POOL,
          EnumSet.of(Role.ROUTING),
          "Baseline: one central queue for each pool",
          List.of(),
          (parameters, context) -> ToPool.WITHOUT_STATE);

  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    return Route.POOL;
  }
}
