package dev.hearth.node;

/** What is deployed could not be read or written; the message says why. */
final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  /**
   * A failure.
   *
   * @param full whether space on the disk would help
   */
  StoreFailure(String message, boolean full, Throwable cause) {
    super(message, cause);
    this.full = full;
  }

  boolean full() {
    return full;
  }
}
