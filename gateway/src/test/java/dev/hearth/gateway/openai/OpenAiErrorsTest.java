package dev.hearth.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.Problem;
import org.junit.jupiter.api.Test;

class OpenAiErrorsTest {
  private static String body(Problem problem) {
    return OpenAiErrors.body(problem).toString();
  }

  @Test
  void anUnknownModelHasItsCode() {
    assertThat(body(Problem.notFound("no model").inField("model")))
        .isEqualTo(
            "{\"error\":{\"message\":\"no model\",\"type\":\"invalid_request_error\","
                + "\"param\":\"model\",\"code\":\"model_not_found\"}}");
  }

  @Test
  void tooManyRequestsAreALimitOfRate() {
    Problem full = Problem.passing(429, "the queue is full", 1);
    assertThat(body(full))
        .contains("\"type\":\"requests\"", "\"code\":\"rate_limit_exceeded\"", "\"param\":null");
  }

  @Test
  void whatIsOursIsAServersError() {
    assertThat(body(Problem.passing(503, "the node is stopping", 1)))
        .contains("\"type\":\"server_error\"", "\"code\":null");
  }

  @Test
  void aFieldDoesNotHideWhenToTryAgain() {
    Problem full = Problem.passing(429, "full", 2_000_000_000L).inField("input");
    assertThat(full.retryAfterSeconds()).hasValue(2);
    assertThat(full.status()).isEqualTo(429);
  }
}
