package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.Problem;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {
  @ParameterizedTest
  @CsvSource({
    "NO_SUCH_FUNCTION,404",
    "TOO_MANY_ROWS,400",
    "QUEUE_FULL,429",
    "OVERLOADED,429",
    "TOO_LATE,504",
    "DRAINING,503",
    "NO_CAPACITY,503"
  })
  void aRejectionHasTheStatusOfItsReason(Outcome.Refusal reason, int status) {
    Problem problem = Outcomes.problem("m", new Outcome.Rejected(reason, "why", 1));
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.text()).contains("m", "why");
  }

  @ParameterizedTest
  @CsvSource({"INPUT,400", "EXECUTION,500", "INSTANCE_LOST,503", "COLD_START,503"})
  void aFailureHasTheStatusOfItsFault(Outcome.Fault fault, int status) {
    assertThat(Outcomes.problem("m", new Outcome.Failed(fault, "why")).status()).isEqualTo(status);
  }

  @Test
  void aTimeoutIsAGatewayTimeout() {
    Problem problem = Outcomes.problem("m", new Outcome.TimedOut(Outcome.Stage.QUEUED));
    assertThat(problem.status()).isEqualTo(504);
    assertThat(problem.text()).contains("waited", "X-Request-Timeout");
  }

  @Test
  void aModelRemovedMeanwhileIsNotFound() {
    assertThat(Outcomes.problem("m", new Outcome.Cancelled(Cause.RETIRED)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "1000000000,1", "1000000001,2", "99000000000000,3600"})
  void aCallerIsToldToWaitAtLeastASecond(long nanos, int seconds) {
    var rejected = new Outcome.Rejected(Outcome.Refusal.QUEUE_FULL, "full", nanos);
    assertThat(Outcomes.problem("m", rejected).retryAfterSeconds()).hasValue(seconds);
  }
}
