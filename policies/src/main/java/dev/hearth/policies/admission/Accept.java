package dev.hearth.policies.admission;

import dev.hearth.kernel.AdmissionPolicy;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;

/** Lets everything in; the kernel's own limits still hold. */
public final class Accept implements AdmissionPolicy {
  /** Remembers nothing, so that one object serves every scope. */
  private static final Accept WITHOUT_STATE = new Accept();

  public static final Suite SUITE =
      Parameters.suite(
          "accept",
          Suite.Scope.POOL,
          EnumSet.of(Role.ADMISSION),
          "Baseline",
          List.of(),
          (parameters, context) -> Accept.WITHOUT_STATE);

  @Override
  public Admission admit(long now, InvocationView invocation, PoolView pool, View view) {
    return Admission.ACCEPT;
  }
}
