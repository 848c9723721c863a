package dev.hearth.kernel;

import java.util.function.BooleanSupplier;

/**
 * Heavy thinking off the loop. A pure function: equal requests give equal plans, so a plan logged
 * live is the plan of the replay.
 */
public interface Planner {
  String id();

  Plan plan(PlanRequest request);

  /**
   * The same, given up once {@code cancelled} says so: what it answers then is not used. A planner
   * that may take long asks at every step.
   */
  default Plan plan(PlanRequest request, BooleanSupplier cancelled) {
    return plan(request);
  }
}
