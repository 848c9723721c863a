package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A function that is called again and again without anybody asking.
 *
 * @param name unique, 1 to 64 letters, digits, dots, dashes, underscores
 * @param expression as {@link Expression} has it
 * @param timezone of the expression, such as {@code Europe/Berlin}
 * @param input its payload; if absent, the event of AWS's scheduled rules
 * @param missed what becomes of ticks that passed while the node was down
 */
public record Schedule(
    String name,
    String expression,
    String timezone,
    String function,
    Optional<String> qualifier,
    Optional<String> input,
    Missed missed,
    boolean enabled) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  /** What becomes of ticks that passed while the node was down. */
  public enum Missed {
    /** The latest one is made up for, by one call. */
    ONE,
    /** They are gone. */
    SKIP
  }

  public Schedule {
    if (!NAME.matcher(name).matches()) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a schedule's name has 1 to 64 letters, digits, dots, dashes and underscores");
    }
  }

  /** When it ticks; refused if that cannot be read. */
  Expression ticks() {
    try {
      return Expression.parse(expression, ZoneId.of(timezone));
    } catch (DateTimeException _) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "there is no time zone '%s'; write one such as UTC or Europe/Berlin"
              .formatted(LogText.cut(timezone, 60)));
    }
  }
}
