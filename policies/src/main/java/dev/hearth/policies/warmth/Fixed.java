package dev.hearth.policies.warmth;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;

/**
 * Keeps an idle instance for a fixed time; when memory is short the one that idled longest goes
 * first.
 *
 * <p>Parameter: {@code keep-alive} (30s).
 */
public final class Fixed implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "fixed",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Baseline: the fixed keep-alive of public clouds, least recently used first",
          List.of(new Suite.Parameter("keep-alive", "time", "30s", "how long an idle one stays")),
          (parameters, context) -> new Fixed(parameters.nanos("keep-alive")));

  private final long keepAliveNanos;

  public Fixed(long keepAliveNanos) {
    this.keepAliveNanos = keepAliveNanos;
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + keepAliveNanos;
  }

  @Override
  public String why(int function) {
    return "an idle one stays %s".formatted(Said.time(keepAliveNanos));
  }
}
