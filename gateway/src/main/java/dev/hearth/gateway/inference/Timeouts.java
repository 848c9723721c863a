package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a request may take: the configured time, shortened by the caller, never lengthened
 * beyond {@code maxNanos}.
 */
public record Timeouts(long defaultNanos, long maxNanos) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m)?");

  /** The least of what header and parameter ask for, or the default. */
  public long nanos(Optional<String> header, OptionalLong parameterMicros) {
    return nanos(header.map(Timeouts::parse).orElse(Long.MAX_VALUE), parameterMicros);
  }

  /**
   * The least of what the caller asks for, or the default.
   *
   * @param headerNanos {@link Long#MAX_VALUE} if the caller's header says nothing
   */
  public long nanos(long headerNanos, OptionalLong parameterMicros) {
    long asked = headerNanos;
    if (parameterMicros.isPresent()) {
      asked = Math.min(asked, saturated(parameterMicros.getAsLong()));
    }
    return asked == Long.MAX_VALUE ? defaultNanos : Math.min(asked, maxNanos);
  }

  private static long saturated(long micros) {
    return micros > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE - 1 : micros * 1_000;
  }

  private static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw wrong(text);
    }
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    long unitNanos =
        switch (unit) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 1_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos));
    if (nanos.signum() == 0) {
      throw wrong(text);
    }
    return nanos.longValue();
  }

  private static Problem wrong(String text) {
    return Problem.badRequest(
        "%s is '%s' but must be a positive number of seconds, or one with us, ms, s or m"
            .formatted(InferenceApi.TIMEOUT_HEADER, text));
  }
}
