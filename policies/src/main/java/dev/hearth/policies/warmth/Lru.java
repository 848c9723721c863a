package dev.hearth.policies.warmth;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/**
 * Least recently used: keeps idle instances until memory is short, when the one that idled longest
 * goes first.
 */
public final class Lru implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "lru",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Baseline: kept until memory is short, least recently used first",
          List.of(),
          (parameters, context) -> new Lru());

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return Long.MAX_VALUE;
  }

  @Override
  public String why(int function) {
    return "kept until memory is short; then the longest idle goes";
  }
}
