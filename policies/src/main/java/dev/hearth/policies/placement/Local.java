package dev.hearth.policies.placement;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.PlacementPolicy;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/** Every instance starts on the node that decides. */
public final class Local implements PlacementPolicy {
  /** Remembers nothing, so that one object serves every scope. */
  private static final Local WITHOUT_STATE = new Local();

  public static final Suite SUITE =
      Parameters.suite(
          "local",
          Suite.Scope.POOL,
          EnumSet.of(Role.PLACEMENT),
          "Baseline",
          List.of(),
          (parameters, context) -> Local.WITHOUT_STATE);

  @Override
  public int place(long now, PoolView pool, Configuration configuration, View view) {
    return view.self().node();
  }
}
