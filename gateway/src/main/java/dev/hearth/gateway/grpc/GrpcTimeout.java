package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import java.util.concurrent.TimeUnit;

/** Reads the header {@code grpc-timeout}: at most eight digits and a unit. */
final class GrpcTimeout {
  static final String HEADER = "grpc-timeout";

  private static final int MAX_LENGTH = 9;

  private GrpcTimeout() {}

  /** How long a call may take, in nanoseconds. */
  static long nanos(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || text.length() > MAX_LENGTH) {
      throw wrong(text);
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw wrong(text);
      }
      value = 10 * value + digit;
    }
    return unit(text, text.charAt(digits)).toNanos(value);
  }

  private static TimeUnit unit(String text, char letter) {
    return switch (letter) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      case 'n' -> TimeUnit.NANOSECONDS;
      default -> throw wrong(text);
    };
  }

  private static Problem wrong(String text) {
    return Problem.badRequest(
        "%s is '%s' but must be one to eight digits and one of H M S m u n"
            .formatted(HEADER, text));
  }
}
