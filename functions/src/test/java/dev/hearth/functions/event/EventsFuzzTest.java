package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.functions.FunctionException;
import java.time.Instant;
import java.time.ZoneOffset;

/** Schedules and targets made of any bytes. */
class EventsFuzzTest {
  private static final long NOW = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
  private static final long DAY = 86_400_000;

  /** The next tick lies ahead, the last one behind. */
  @FuzzTest
  void schedule(byte[] bytes) {
    try {
      Expression expression = Expression.parse(new String(bytes, UTF_8), ZoneOffset.UTC);
      expression.after(NOW).ifPresent(next -> assertThat(next).isGreaterThan(NOW));
      expression
          .latest(NOW - DAY, NOW)
          .ifPresent(last -> assertThat(last).isGreaterThan(NOW - DAY).isLessThanOrEqualTo(NOW));
    } catch (FunctionException e) {
      assertThat(e.code()).isEqualTo(FunctionException.Code.INVALID_PARAMETER_VALUE);
    }
  }

  @FuzzTest
  void target(byte[] bytes) {
    try {
      if (Target.parse(new String(bytes, UTF_8)) instanceof Target.Queue(String name)) {
        assertThat(Target.parse(Target.queueArn(name))).isEqualTo(new Target.Queue(name));
      }
    } catch (FunctionException e) {
      assertThat(e.code()).isEqualTo(FunctionException.Code.INVALID_PARAMETER_VALUE);
    }
  }
}
