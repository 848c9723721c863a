package dev.hearth.kernel;

import java.util.List;

/**
 * A question too heavy for the loop: the planner's id, a snapshot as plain numbers whose meaning
 * the planner defines, a seed and a budget.
 */
public record PlanRequest(
    String planner, int scope, List<Double> snapshot, long seed, long budgetNanos) {
  public PlanRequest {
    snapshot = List.copyOf(snapshot);
  }
}
