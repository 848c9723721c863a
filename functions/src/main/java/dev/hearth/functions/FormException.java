package dev.hearth.functions;

/** A file that this Hearth cannot use, with what to do about it. */
public final class FormException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FormException(String message) {
    super(message);
  }

  FormException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Always there. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
