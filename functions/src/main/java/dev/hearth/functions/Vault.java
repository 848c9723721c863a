package dev.hearth.functions;

/** Keeps secrets so that what is on the disk does not tell them. Thread-safe. */
public interface Vault {
  /** A text as it may be stored. */
  String seal(String secret);

  /**
   * The text again.
   *
   * @throws FunctionException if it was sealed by another key or was changed
   */
  String open(String sealed);
}
