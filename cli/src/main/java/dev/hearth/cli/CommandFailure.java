package dev.hearth.cli;

/** Ends a command with one sentence for the person who gave it. */
public final class CommandFailure extends RuntimeException {
  /** The node refused or failed. */
  public static final int REFUSED = 1;

  /** The command line, or a file it names, is wrong. */
  public static final int USAGE = 2;

  /** The node cannot be reached. */
  public static final int UNREACHABLE = 3;

  private final int exitCode;
  private final String text;

  /** {@code text} says what was wrong and what to do. */
  public CommandFailure(int exitCode, String text) {
    super(text);
    this.exitCode = exitCode;
    this.text = text;
  }

  int exitCode() {
    return exitCode;
  }

  /** The sentence. */
  public String text() {
    return text;
  }
}
