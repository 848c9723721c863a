package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;

/**
 * What of a call's static state the next one in the same scope finds; the option {@code statics}.
 */
enum Statefulness {
  /** All of it, as in any warm sandbox. */
  KEPT,
  /** None of it: class initialisers run for every call. */
  FRESH;

  static final String OPTION = "statics";

  static Statefulness of(Program program) {
    String asked = program.options().getOrDefault(OPTION, "kept");
    return switch (asked) {
      case "kept" -> KEPT;
      case "fresh" -> FRESH;
      default ->
          throw new SandboxException(
              SandboxException.Code.INVALID_PROGRAM,
              "the option '%s' of %s is '%s'; it is 'kept' or 'fresh'"
                  .formatted(OPTION, program, asked));
    };
  }
}
