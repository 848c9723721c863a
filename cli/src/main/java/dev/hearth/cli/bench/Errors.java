package dev.hearth.cli.bench;

import dev.hearth.cli.Encryption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong on a connection, in few words. */
final class Errors {
  private static final int LONGEST = 300;
  private static final int DEEPEST = 20;

  private Errors() {}

  static String text(Throwable cause) {
    Optional<String> trouble = Encryption.trouble(cause);
    if (trouble.isPresent()) {
      return brief(trouble.get());
    }
    Throwable root = cause;
    for (int depth = 0; depth < DEEPEST && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    @Nullable String message = root.getMessage();
    // Epoll names the call and the number of the error before its text.
    message =
        message == null ? null : message.replaceFirst("^.*failed with error\\(-\\d+\\): ", "");
    return message == null || message.isBlank() ? root.getClass().getSimpleName() : brief(message);
  }

  /** One line of bounded length. */
  static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
