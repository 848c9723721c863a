package dev.hearth.simulator.workload;

import java.util.List;

/**
 * Functions that call each other.
 *
 * @param name says how it was made
 * @param functions in order of their handles
 * @param workflows kinds of workflows, all equally frequent
 * @param roots when one begins
 * @param lengthNanos none begins later
 * @param fingerprint of the settings it was made from
 */
record Workflows(
    String name,
    List<FunctionProfile> functions,
    List<Workflow> workflows,
    Roots roots,
    long lengthNanos,
    String fingerprint)
    implements Workload {
  Workflows {
    functions = List.copyOf(functions);
    workflows = List.copyOf(workflows);
    if (workflows.isEmpty()) {
      throw new IllegalArgumentException("a workload of workflows needs one of them");
    }
  }

  @Override
  public WorkflowSource arrivals(long seed) {
    return new WorkflowArrivals(this, seed);
  }

  /** The kind that a number in [0, 1) stands for. */
  Workflow pick(double ticket) {
    return workflows.get((int) (ticket * workflows.size()));
  }
}
