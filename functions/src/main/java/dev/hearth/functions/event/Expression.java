package dev.hearth.functions.event;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronConstraint;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.hearth.functions.FunctionException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a schedule ticks, in AWS's words: {@code rate(5 minutes)}, {@code cron(0 12 ? * MON-FRI *)}
 * with minute, hour, day of month, month, day of week (1 is Sunday) and year, or {@code
 * at(2027-01-31T12:00:00)}. Rates may also be of seconds.
 */
public sealed interface Expression {
  /** The first tick after a time. */
  OptionalLong after(long millis);

  /**
   * The last tick at or before a time and after another.
   *
   * @param since the time it has to be after
   */
  OptionalLong latest(long since, long millis);

  /** Ticks at the same distance, counted from any one of them. */
  record Rate(long periodMillis) implements Expression {
    @Override
    public OptionalLong after(long millis) {
      return OptionalLong.of(millis + periodMillis);
    }

    @Override
    public OptionalLong latest(long since, long millis) {
      long periods = (millis - since) / periodMillis;
      return periods < 1 ? OptionalLong.empty() : OptionalLong.of(since + periods * periodMillis);
    }
  }

  /** One tick. */
  record Once(long atMillis) implements Expression {
    @Override
    public OptionalLong after(long millis) {
      return atMillis > millis ? OptionalLong.of(atMillis) : OptionalLong.empty();
    }

    @Override
    public OptionalLong latest(long since, long millis) {
      return atMillis > since && atMillis <= millis
          ? OptionalLong.of(atMillis)
          : OptionalLong.empty();
    }
  }

  /** Ticks by the calendar of a place. */
  record Calendar(ExecutionTime times, ZoneId zone) implements Expression {
    @Override
    public OptionalLong after(long millis) {
      return times
          .nextExecution(at(millis))
          .map(next -> OptionalLong.of(next.toInstant().toEpochMilli()))
          .orElse(OptionalLong.empty());
    }

    @Override
    public OptionalLong latest(long since, long millis) {
      return times
          .lastExecution(at(millis + 1))
          .map(last -> last.toInstant().toEpochMilli())
          .filter(last -> last > since)
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    }

    private ZonedDateTime at(long millis) {
      return Instant.ofEpochMilli(millis).atZone(zone);
    }
  }

  Map<String, Long> UNITS =
      Map.of("second", 1_000L, "minute", 60_000L, "hour", 3_600_000L, "day", 86_400_000L);

  Pattern FORM = Pattern.compile("(rate|cron|at)\\((.*)\\)");
  Pattern RATE = Pattern.compile("([1-9]\\d{0,6}) (second|minute|hour|day)(s?)");

  /**
   * Reads an expression.
   *
   * @param zone of {@code cron} and {@code at}
   * @throws FunctionException saying what is wrong
   */
  static Expression parse(String text, ZoneId zone) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw wrong(text, "write rate(5 minutes), cron(0 12 * * ? *) or at(2027-01-31T12:00:00)");
    }
    String inside = matcher.group(2).strip();
    return switch (matcher.group(1)) {
      case "rate" -> rate(text, inside);
      case "at" -> once(text, inside, zone);
      default -> calendar(text, inside, zone);
    };
  }

  private static Expression rate(String text, String inside) {
    Matcher rate = RATE.matcher(inside);
    if (!rate.matches()) {
      throw wrong(text, "a rate is a whole number and second(s), minute(s), hour(s) or day(s)");
    }
    long value = Long.parseLong(rate.group(1));
    if ((value == 1) != rate.group(3).isEmpty()) {
      throw wrong(text, "it is '1 %s' and '2 %ss'".formatted(rate.group(2), rate.group(2)));
    }
    return new Rate(value * UNITS.getOrDefault(rate.group(2), 0L));
  }

  private static Expression once(String text, String inside, ZoneId zone) {
    try {
      return new Once(LocalDateTime.parse(inside).atZone(zone).toInstant().toEpochMilli());
    } catch (DateTimeException _) {
      throw wrong(text, "a time is written 2027-01-31T12:00:00");
    }
  }

  private static Expression calendar(String text, String inside, ZoneId zone) {
    try {
      Cron cron = new CronParser(definition()).parse(inside).validate();
      return new Calendar(ExecutionTime.forCron(cron), zone);
    } catch (IllegalArgumentException e) {
      throw wrong(text, String.valueOf(e.getMessage()));
    } catch (RuntimeException _) {
      // The parser trips over some of what it does not know, such as '?#'.
      throw wrong(text, "write minute, hour, day of month, month, day of week and year");
    }
  }

  private static CronDefinition definition() {
    return CronDefinitionBuilder.defineCron()
        .withMinutes()
        .withStrictRange()
        .and()
        .withHours()
        .withStrictRange()
        .and()
        .withDayOfMonth()
        .supportsL()
        .supportsW()
        .supportsLW()
        .supportsQuestionMark()
        .and()
        .withMonth()
        .and()
        .withDayOfWeek()
        .withValidRange(1, 7)
        .withMondayDoWValue(2)
        .supportsHash()
        .supportsL()
        .supportsQuestionMark()
        .and()
        .withYear()
        .withValidRange(1970, 2199)
        .and()
        .withCronValidation(
            new CronConstraint("either the day of month or the day of week must be '?'") {
              private static final long serialVersionUID = 1L;

              @Override
              public boolean validate(Cron cron) {
                return open(cron, CronFieldName.DAY_OF_MONTH)
                    ^ open(cron, CronFieldName.DAY_OF_WEEK);
              }
            })
        .instance();
  }

  private static boolean open(Cron cron, CronFieldName field) {
    return cron.retrieve(field).getExpression() instanceof QuestionMark;
  }

  private static FunctionException wrong(String text, String why) {
    return new FunctionException(
        FunctionException.Code.INVALID_PARAMETER_VALUE,
        "the schedule '%s' cannot be read: %s".formatted(LogText.cut(text, 200), why));
  }
}
