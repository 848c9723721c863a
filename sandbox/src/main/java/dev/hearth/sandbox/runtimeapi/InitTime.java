package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.time.Duration;

/** How long a program may take until it asks for its first call. */
public final class InitTime {
  /** The option of a program, in seconds. */
  public static final String OPTION = "init-seconds";

  private static final long DEFAULT = 30;
  private static final long MOST = 900;

  private InitTime() {}

  /**
   * That of a program.
   *
   * @throws SandboxException if its option says nothing usable
   */
  public static Duration of(Program program) {
    String text = program.options().get(OPTION);
    if (text == null) {
      return Duration.ofSeconds(DEFAULT);
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 1 && seconds <= MOST) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SandboxException(
        SandboxException.Code.INVALID_PROGRAM,
        "the option '%s' is '%s' and not a number from 1 to %d".formatted(OPTION, text, MOST));
  }
}
