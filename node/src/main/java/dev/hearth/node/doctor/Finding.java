package dev.hearth.node.doctor;

/**
 * What one look found.
 *
 * @param check what was looked at, in one or two words
 * @param level how bad it is
 * @param text what was found, with the value, and what to do about it where that is anything
 */
public record Finding(String check, Level level, String text) {
  /** From what is well to what keeps a node from running. */
  public enum Level {
    FINE,
    NOTE,
    WARNING,
    FAILURE
  }

  public static Finding fine(String check, String text) {
    return new Finding(check, Level.FINE, text);
  }

  /** Not wrong, but worth knowing: something optional is not there. */
  public static Finding note(String check, String text) {
    return new Finding(check, Level.NOTE, text);
  }

  public static Finding warning(String check, String text) {
    return new Finding(check, Level.WARNING, text);
  }

  public static Finding failure(String check, String text) {
    return new Finding(check, Level.FAILURE, text);
  }
}
