package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;

/** How long a program may take until it asks for its first call. */
final class InitTime {
  /** The option of a program. */
  static final String OPTION = "init-seconds";

  private static final long DEFAULT = 30;
  private static final long MOST = 900;

  private InitTime() {}

  static long seconds(Program program) {
    String text = program.options().get(OPTION);
    if (text == null) {
      return DEFAULT;
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 1 && seconds <= MOST) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SandboxException(
        SandboxException.Code.INVALID_PROGRAM,
        "the option '%s' is '%s' and not a number from 1 to %d".formatted(OPTION, text, MOST));
  }
}
