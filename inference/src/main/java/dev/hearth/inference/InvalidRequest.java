package dev.hearth.inference;

/** A request that its model cannot answer as asked: the caller's fault, the message says which. */
public final class InvalidRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was wrong, for programs. */
  public enum Code {
    INVALID_TENSOR,
    UNKNOWN_INPUT,
    MISSING_INPUT,
    DUPLICATE_INPUT,
    UNKNOWN_OUTPUT,
    WRONG_DATATYPE,
    WRONG_RANK,
    WRONG_DIMENSION,
    INCONSISTENT_DIMENSION,
    NO_ROWS,
    /** What was sent as a picture is none, or too large a one. */
    INVALID_IMAGE,
    /** The graph refused these values, for example a token outside the vocabulary. */
    RUN_FAILED
  }

  private final Code code;

  public InvalidRequest(Code code, String message) {
    super(message);
    this.code = code;
  }

  public InvalidRequest(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
