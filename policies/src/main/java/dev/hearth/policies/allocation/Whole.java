package dev.hearth.policies.allocation;

import dev.hearth.kernel.AllocationPolicy;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run may use all that its instance reserved. Grants are remembered for the few configurations a
 * pool has at a time, so that a warm run allocates nothing.
 */
public final class Whole implements AllocationPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "whole",
          Suite.Scope.POOL,
          EnumSet.of(Role.ALLOCATION),
          "Baseline: static reservation",
          List.of(),
          (parameters, context) -> new Whole());

  private static final int REMEMBERED = 8;

  private final @Nullable Configuration[] configurations = new @Nullable Configuration[REMEMBERED];
  private final @Nullable Grant[] grants = new @Nullable Grant[REMEMBERED];
  private int next;

  @Override
  public Grant grant(long now, RunView run, View view) {
    return grant(run.instance().configuration());
  }

  @SuppressWarnings("ReferenceEquality") // a miss only makes an equal grant anew
  private Grant grant(Configuration configuration) {
    for (int i = 0; i < REMEMBERED; i++) {
      var known = grants[i];
      if (configurations[i] == configuration && known != null) {
        return known;
      }
    }
    return remember(configuration);
  }

  private Grant remember(Configuration configuration) {
    var grant = Grant.whole(configuration.resources());
    configurations[next] = configuration;
    grants[next] = grant;
    next = (next + 1) % REMEMBERED;
    return grant;
  }
}
