package dev.hearth.sandbox.handler;

/** The payload is not what the handler takes. */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
