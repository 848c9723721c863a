package dev.hearth.simulator.command;

import dev.hearth.policies.parameter.Quantity;
import java.util.List;
import java.util.stream.Stream;

/** Fixed keep-alive times whose results are a line that other policies are held against. */
final class Frontier {
  private Frontier() {}

  /** The times that make a difference to a load of this length. */
  static List<String> times(String written, long lengthNanos) {
    if (written.equals("none")) {
      return List.of();
    }
    return Stream.of(written.split(",", -1))
        .map(String::strip)
        .filter(time -> nanos(time) < lengthNanos)
        .toList();
  }

  private static long nanos(String time) {
    try {
      return Quantity.nanos(time);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--frontier takes times with their unit (s, m, h), such as 5m,20m,1h, or none, not '%s'"
              .formatted(time),
          e);
    }
  }
}
