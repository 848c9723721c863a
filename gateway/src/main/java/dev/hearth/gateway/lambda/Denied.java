package dev.hearth.gateway.lambda;

/** A request that nobody who may send it has signed. */
final class Denied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;

  /**
   * A denial.
   *
   * @param type AWS's name for it
   */
  Denied(String type, String message) {
    super(message, null, false, false);
    this.type = type;
  }

  String type() {
    return type;
  }
}
