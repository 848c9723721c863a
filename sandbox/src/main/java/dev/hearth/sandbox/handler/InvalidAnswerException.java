package dev.hearth.sandbox.handler;

/** What the handler answered cannot be written. */
public final class InvalidAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
