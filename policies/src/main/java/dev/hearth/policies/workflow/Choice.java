package dev.hearth.policies.workflow;

import dev.hearth.policies.parameter.Parameters;

/** A parameter that is one of two words. */
final class Choice {
  private Choice() {}

  /** Whether it is the second. */
  static boolean of(Parameters parameters, String name, String first, String second) {
    var text = parameters.text(name).strip();
    if (!text.equals(first) && !text.equals(second)) {
      throw new IllegalArgumentException(
          "parameter '%s' must be '%s' or '%s', not '%s'".formatted(name, first, second, text));
    }
    return text.equals(second);
  }
}
