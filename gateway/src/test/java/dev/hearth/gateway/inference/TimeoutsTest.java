package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutsTest {
  private static final long MILLI = 1_000_000;
  private static final Timeouts TIMEOUTS = new Timeouts(30_000 * MILLI, 60_000 * MILLI);

  @Test
  void withoutAWishTheDefaultHolds() {
    assertThat(TIMEOUTS.nanos(Optional.empty(), OptionalLong.empty())).isEqualTo(30_000 * MILLI);
  }

  @ParameterizedTest
  @CsvSource({"2,2000", "0.5,500", "250ms,250", "1500us,1", "1m,60000"})
  void theHeaderIsSecondsOrHasAUnit(String header, long millis) {
    long nanos = TIMEOUTS.nanos(Optional.of(header), OptionalLong.empty());
    assertThat(nanos / MILLI).isEqualTo(millis);
  }

  @Test
  void theLesserOfHeaderAndParameterHolds() {
    assertThat(TIMEOUTS.nanos(Optional.of("2"), OptionalLong.of(1_000))).isEqualTo(MILLI);
  }

  @Test
  void nobodyGetsMoreThanTheMost() {
    assertThat(TIMEOUTS.nanos(Optional.of("999999m"), OptionalLong.of(Long.MAX_VALUE)))
        .isEqualTo(60_000 * MILLI);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "0", "1h30", "0.0ms"})
  void anythingElseIsRefused(String header) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> TIMEOUTS.nanos(Optional.of(header), OptionalLong.empty()))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(400));
  }
}
