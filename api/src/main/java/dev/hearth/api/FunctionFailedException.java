package dev.hearth.api;

/** A function that was called by another one and failed. */
public final class FunctionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String function;
  private final String errorType;

  /**
   * @param errorType what kind of error, in the called function's words or the node's
   * @param message what it said
   */
  public FunctionFailedException(String function, String errorType, String message) {
    super("%s failed with %s: %s".formatted(function, errorType, message));
    this.function = function;
    this.errorType = errorType;
  }

  public String function() {
    return function;
  }

  public String errorType() {
    return errorType;
  }
}
