package dev.hearth.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import dev.hearth.node.security.SecurityConfig.Rate;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private long now;
  private final RateLimits limits = new RateLimits(new Rate(2, 3), () -> now);

  @Test
  void aBurstIsTakenAndThenTheRate() {
    for (int i = 0; i < 3; i++) {
      limits.take("a");
    }
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> limits.take("a"))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(429))
        .satisfies(problem -> assertThat(problem.retryAfterSeconds()).isEqualTo(OptionalInt.of(1)));
    limits.take("b");
    now += 500_000_000;
    limits.take("a");
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> limits.take("a"));
  }

  @Test
  void whoAskedLongestAgoIsForgottenFirst() {
    for (int i = 0; i < 3; i++) {
      limits.take("a");
    }
    for (int i = 0; i < RateLimits.MAX_CALLERS; i++) {
      limits.take("other" + i);
    }
    limits.take("a");
  }
}
