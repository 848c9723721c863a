package dev.hearth.policies.harmonybatch;

import dev.hearth.policies.parameter.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * Parameters of {@link HarmonyBatch}.
 *
 * @param model numbers of a {@link CostModel}, empty where it is to be fitted
 * @param margin slowest run over mean, where it is fitted
 * @param grouping how functions are grouped
 */
record HarmonyConfig(
    List<Double> model, double margin, Way grouping, long intervalNanos, long budgetNanos) {
  private static final String FITTED = "fitted";

  HarmonyConfig {
    model = List.copyOf(model);
  }

  static HarmonyConfig of(Parameters parameters) {
    return new HarmonyConfig(
        numbers(parameters.text("model").strip()),
        parameters.number("margin", 1, 100),
        Way.of(parameters.text("grouping").strip()),
        Math.max(1_000_000, parameters.nanos("interval")),
        parameters.nanos("budget"));
  }

  boolean fitted() {
    return model.isEmpty();
  }

  private static List<Double> numbers(String text) {
    if (text.equals(FITTED)) {
      return List.of();
    }
    try {
      var numbers = Arrays.stream(text.split("\\s+", -1)).map(Double::valueOf).toList();
      return CostModel.of(numbers).numbers();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter 'model' of policy 'harmonybatch' must be numbers separated by spaces, or"
              + " 'fitted', not '%s'".formatted(text),
          e);
    }
  }
}
