package dev.hearth.sandbox.handler;

/** There is no such handler, or it cannot be called; the message says what to change. */
public final class HandlerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  HandlerException(String message) {
    super(message);
    text = message;
  }

  HandlerException(String message, Throwable cause) {
    super(message, cause);
    text = message;
  }

  /** The message, which is always there. */
  public String text() {
    return text;
  }
}
