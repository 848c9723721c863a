package dev.hearth.policies.parameter;

import java.math.BigDecimal;

/** Amounts as people write them: a decimal number directly followed by its unit. */
public final class Quantity {
  private Quantity() {}

  /** Nanoseconds of a time such as {@code 30s}. */
  public static long nanos(String text) {
    return amount(
        text,
        switch (unit(text)) {
          case "ns" -> 1;
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> 1_000_000_000;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> throw new NumberFormatException("no unit of time in " + text);
        });
  }

  /** Bytes of an amount such as {@code 256MiB}. */
  public static long bytes(String text) {
    return amount(
        text,
        switch (unit(text)) {
          case "B" -> 1;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> throw new NumberFormatException("no unit of memory in " + text);
        });
  }

  private static String unit(String text) {
    return text.strip().substring(numberLength(text.strip()));
  }

  private static int numberLength(String text) {
    int length = 0;
    while (length < text.length()
        && (Character.isDigit(text.charAt(length)) || text.charAt(length) == '.')) {
      length++;
    }
    return length;
  }

  private static long amount(String text, long unit) {
    var number = text.strip().substring(0, numberLength(text.strip()));
    try {
      return new BigDecimal(number)
          .multiply(BigDecimal.valueOf(unit))
          .setScale(0, java.math.RoundingMode.DOWN)
          .longValueExact();
    } catch (ArithmeticException e) {
      throw (NumberFormatException) new NumberFormatException(text + " is too large").initCause(e);
    }
  }
}
