package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static Instant after(String expression, String zone, String time) {
    return Instant.ofEpochMilli(
        Expression.parse(expression, ZoneId.of(zone))
            .after(Instant.parse(time).toEpochMilli())
            .orElseThrow());
  }

  /** The worked examples of AWS's documentation, and what is easy to get wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cron(0 10 * * ? *)|UTC|2026-11-22T10:00:00Z|2026-11-23T10:00:00Z",
        "cron(15 12 * * ? *)|UTC|2026-11-22T12:14:59Z|2026-11-22T12:15:00Z",
        "cron(0 18 ? * MON-FRI *)|UTC|2026-11-20T18:00:00Z|2026-11-23T18:00:00Z",
        "cron(0 8 1 * ? *)|UTC|2026-11-22T00:00:00Z|2026-12-01T08:00:00Z",
        "cron(0/15 * * * ? *)|UTC|2026-11-22T00:01:00Z|2026-11-22T00:15:00Z",
        "cron(0 9 ? * 2#1 *)|UTC|2026-11-22T00:00:00Z|2026-12-07T09:00:00Z",
        "cron(0 9 L * ? *)|UTC|2027-02-01T00:00:00Z|2027-02-28T09:00:00Z",
        "cron(0 0 ? * 1 *)|UTC|2026-11-22T00:00:00Z|2026-11-29T00:00:00Z",
        "cron(30 2 * * ? *)|Europe/Berlin|2026-11-22T12:00:00Z|2026-11-23T01:30:00Z",
        "cron(0 12 * 7 ? *)|Europe/Berlin|2026-11-22T12:00:00Z|2027-07-01T10:00:00Z",
        "rate(5 minutes)|UTC|2026-11-22T12:00:01Z|2026-11-22T12:05:01Z",
        "rate(1 hour)|UTC|2026-11-22T12:00:01Z|2026-11-22T13:00:01Z",
        "at(2026-11-22T13:00:00)|Europe/Berlin|2026-11-22T00:00:00Z|2026-11-22T12:00:00Z"
      })
  void theNextTickIs(String expression, String zone, String time, String next) {
    assertThat(after(expression, zone, time)).isEqualTo(next);
  }

  @Test
  void theLatestTickIsFoundWithoutCountingAll() {
    Expression hourly = Expression.parse("cron(0 * * * ? *)", ZoneOffset.UTC);
    long since = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
    long now = Instant.parse("2026-11-22T12:34:56Z").toEpochMilli();
    assertThat(Instant.ofEpochMilli(hourly.latest(since, now).orElseThrow()))
        .isEqualTo("2026-11-22T12:00:00Z");
    assertThat(hourly.latest(now - 60_000, now)).isEmpty();
    long exact = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    assertThat(hourly.latest(exact - 1, exact)).hasValue(exact);
    assertThat(hourly.latest(exact, exact)).isEmpty();
    Expression rate = Expression.parse("rate(10 seconds)", ZoneOffset.UTC);
    assertThat(rate.latest(1_000, 34_000)).hasValue(31_000);
    assertThat(rate.latest(1_000, 10_999)).isEmpty();
    Expression once = Expression.parse("at(2026-11-22T12:00:00)", ZoneOffset.UTC);
    assertThat(once.after(exact)).isEmpty();
    assertThat(once.latest(exact - 1, exact)).hasValue(exact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "every day",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(5 weeks)",
        "rate(-5 minutes)",
        "cron(* * * * *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 10 * 13 ? *)",
        "cron(0 10 ? * 8 *)",
        "cron(0 10 * * ? 1969)",
        "at(tomorrow)"
      })
  void whatCannotBeReadIsRefused(String expression) {
    assertThatThrownBy(() -> Expression.parse(expression, ZoneOffset.UTC))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("cannot be read");
  }
}
