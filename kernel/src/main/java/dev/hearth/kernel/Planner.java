package dev.hearth.kernel;

/**
 * Heavy thinking off the loop. A pure function: equal requests give equal plans, so a plan logged
 * live is the plan of the replay.
 */
public interface Planner {
  String id();

  Plan plan(PlanRequest request);
}
