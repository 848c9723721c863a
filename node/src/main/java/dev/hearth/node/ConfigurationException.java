package dev.hearth.node;

/** A manifest or configuration file that is refused; the message says where and why. */
final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigurationException(int line, String message) {
    super("line " + line + ": " + message);
  }

  ConfigurationException(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
