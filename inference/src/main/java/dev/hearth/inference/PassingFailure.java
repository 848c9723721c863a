package dev.hearth.inference;

/** A failure of a server or of the way to it that may pass: worth another attempt. */
final class PassingFailure extends Exception {
  private static final long serialVersionUID = 1L;

  PassingFailure(String message) {
    super(message);
  }

  PassingFailure(String message, Throwable cause) {
    super(message, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
