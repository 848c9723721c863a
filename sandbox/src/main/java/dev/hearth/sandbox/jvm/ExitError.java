package dev.hearth.sandbox.jvm;

/** A function that would have ended the process. */
final class ExitError extends Error {
  private static final long serialVersionUID = 1L;

  ExitError(int status) {
    super("the function ended its process with status " + status);
  }
}
