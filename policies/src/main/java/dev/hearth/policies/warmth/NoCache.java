package dev.hearth.policies.warmth;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/** Keeps nothing: an instance stops as soon as it idles. */
public final class NoCache implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "no-cache",
          Suite.Scope.POOL,
          EnumSet.of(Role.WARMTH),
          "Baseline: every invocation that finds no running instance is cold",
          List.of(),
          (parameters, context) -> new NoCache());

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return now;
  }
}
