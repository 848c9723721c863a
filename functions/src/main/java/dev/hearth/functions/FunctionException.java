package dev.hearth.functions;

/** Something asked of functions that cannot be done, with a message for whoever asked. */
public final class FunctionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, by the names of AWS's errors. */
  public enum Code {
    RESOURCE_NOT_FOUND,
    RESOURCE_CONFLICT,
    PRECONDITION_FAILED,
    INVALID_PARAMETER_VALUE,
    INVALID_REQUEST_CONTENT,
    REQUEST_TOO_LARGE,
    CODE_STORAGE_EXCEEDED,
    TOO_MANY_REQUESTS,
    ACCESS_DENIED,
    SERVICE
  }

  private final Code code;

  public FunctionException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public FunctionException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
