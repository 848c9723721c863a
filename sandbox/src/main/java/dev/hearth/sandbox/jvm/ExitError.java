package dev.hearth.sandbox.jvm;

/** A function that would have ended the process. */
final class ExitError extends Error {
  private static final long serialVersionUID = 1L;

  private final String text;

  ExitError(int status) {
    super("the function ended its process with status " + status);
    text = "the function ended its process with status " + status;
  }

  String text() {
    return text;
  }
}
