package dev.hearth.gateway;

import java.util.Optional;

/** The parameters after the question mark of a request. */
public record Query(Exchange exchange) {
  public Optional<String> text(String name) {
    return Optional.ofNullable(exchange.request().getParam(name));
  }

  /**
   * A whole number.
   *
   * @throws Problem if it is none, or out of bounds
   */
  public int count(String name, int otherwise, int least, int most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below, as for a number out of bounds.
    }
    throw Problem.badRequest(
        "the parameter '%s' must be a whole number from %d to %d, not '%s'"
            .formatted(name, least, most, text.get()));
  }

  public boolean flag(String name) {
    return text(name).filter(value -> !value.equals("false")).isPresent();
  }
}
