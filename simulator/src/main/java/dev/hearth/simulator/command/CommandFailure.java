package dev.hearth.simulator.command;

import java.io.Serial;

/** Ends a command with one sentence for the person who gave it. */
public final class CommandFailure extends RuntimeException {
  /** A trial failed, or what it found could not be written. */
  public static final int FAILED = 1;

  /** The command line, or a file it names, is wrong. */
  public static final int USAGE = 2;

  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  /** {@code text} says what was wrong and what to do. */
  CommandFailure(int exitCode, String text, Throwable cause) {
    super(text, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The sentence. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
