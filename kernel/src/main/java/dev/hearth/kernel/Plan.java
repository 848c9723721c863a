package dev.hearth.kernel;

import java.util.List;

/** A planner's answer as plain numbers, or that it had none within its budget. */
public record Plan(boolean found, List<Double> values) {
  public Plan {
    values = List.copyOf(values);
  }

  public static final Plan NONE = new Plan(false, List.of());
}
