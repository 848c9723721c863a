package dev.hearth.node.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.functions.account.Prices;
import dev.hearth.gateway.console.Feed;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Outcome;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now;
  private final Tallies tallies =
      new Tallies(
          () -> now,
          () -> 1_000,
          new Prices("EUR", new BigDecimal("0.5"), new BigDecimal("2000000"), false));
  private final Tally tally = tallies.of("model/m");

  private static Outcome failed(Outcome.Fault fault) {
    return new Outcome.Failed(fault, "the runtime said no");
  }

  @Test
  void eachOutcomeCountsOnce() {
    tally.ended(Outcome.ANSWERED, 1);
    tally.ended(failed(Outcome.Fault.EXECUTION), 1);
    tally.ended(new Outcome.Rejected(Outcome.Refusal.QUEUE_FULL, "full", 1), 1);
    tally.ended(new Outcome.TimedOut(Outcome.Stage.QUEUED), 1);
    tally.ended(new Outcome.Cancelled(Cause.CALLER), 1);
    tally.started(1);

    assertThat(tally.totals()).isEqualTo(new Feed.Totals(1, 1, 1, 1, 1));
    assertThat(tally.minute().requests()).isEqualTo(5);
  }

  @Test
  void aProblemLastsUntilSomethingGoesWell() {
    tally.ended(failed(Outcome.Fault.EXECUTION), 1);
    assertThat(tally.problem()).contains("the runtime said no");

    tally.ended(Outcome.ANSWERED, 1);
    assertThat(tally.problem()).isEmpty();
  }

  @Test
  void anInputThatDoesNotFitIsNoProblemOfTheModel() {
    tally.ended(failed(Outcome.Fault.INPUT), 1);

    assertThat(tally.problem()).isEmpty();
    assertThat(tally.totals().failed()).isEqualTo(1);
  }

  @Test
  void aFailedRequestIsForgottenWithItsMinuteAndAFailedStartIsNot() {
    tally.ended(failed(Outcome.Fault.EXECUTION), 1);
    now = 70 * SECOND;
    assertThat(tally.problem()).isEmpty();

    tally.startFailed("no such operator");
    now = 700 * SECOND;
    assertThat(tally.problem()).contains("no such operator");
    tally.started(1);
    assertThat(tally.problem()).isEmpty();
  }

  @Test
  void whatIsHeldCostsByTheSecond() {
    tally.held(2L << 30, 3 * SECOND);

    Feed.Cost cost = tally.cost(1);

    assertThat(cost.currency()).isEqualTo("EUR");
    assertThat(cost.gbSeconds()).isCloseTo(7, within(1e-9));
    assertThat(cost.amount()).isEqualByComparingTo("3.5");
  }

  @Test
  void oneThatIsForgottenBeginsAnew() {
    tally.ended(Outcome.ANSWERED, 1);
    tallies.forget("model/m");

    assertThat(tallies.of("model/m").totals().answered()).isZero();
  }

  @Test
  void linesThatRepeatAreCountedAndOldOnesGo() {
    tally.ended(failed(Outcome.Fault.EXECUTION), 1);
    tally.ended(failed(Outcome.Fault.EXECUTION), 1);

    assertThat(tally.log().lines())
        .singleElement()
        .satisfies(line -> assertThat(line.text()).endsWith("the runtime said no (2 times)"));

    for (int i = 0; i < 2 * EventLog.MAX_LINES; i++) {
      tally.startFailed("cause " + i);
    }
    assertThat(tally.log().lines()).hasSize(EventLog.MAX_LINES);
    assertThat(tally.log().lines().getLast().text()).endsWith("cause 399");
  }
}
