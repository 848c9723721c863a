package dev.hearth.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
  private final Faults faults = new Faults();
  private final Account account = new Account(faults, System.nanoTime());

  private boolean passes() {
    var verdict = new Verdict();
    verdict.requests(account);
    return verdict.passed();
  }

  @Test
  void whatIsAnsweredRightPasses() {
    account.settle(account.begin(Kind.MODEL_JSON), Outcome.RIGHT, "");
    assertThat(passes()).isTrue();
  }

  @Test
  void aRequestThatNobodySettlesShowsAndGetsAnEnd() {
    account.settle(account.begin(Kind.MODEL_JSON), Outcome.RIGHT, "");
    Account.Entry _ = account.begin(Kind.MODEL_JSON);
    assertThat(passes()).isFalse();
    account.tick(-1);
    assertThat(account.count(Outcome.SILENT)).isEqualTo(1);
    assertThat(passes()).isFalse();
  }

  @Test
  void aRequestThatEndsTwiceShows() {
    Account.Entry entry = account.begin(Kind.MODEL_JSON);
    account.settle(entry, Outcome.RIGHT, "");
    account.settle(entry, Outcome.REFUSED, "");
    assertThat(account.count(Outcome.REFUSED)).isZero();
    assertThat(account.twice()).isEqualTo(1);
    assertThat(passes()).isFalse();
  }

  @Test
  void aWrongAnswerIsNeverExcused() {
    int _ = faults.begin(Fault.MEMORY_PRESSURE, System.nanoTime());
    account.settle(account.begin(Kind.MODEL_JSON), Outcome.WRONG, "7");
    assertThat(passes()).isFalse();
  }

  @Test
  void anErrorIsExcusedByAFaultThatExplainsItOnly() {
    account.failed(account.begin(Kind.MODEL_JSON), "500");
    assertThat(account.count(Outcome.FAILED)).isEqualTo(1);
    int _ = faults.begin(Fault.KILL_WORKER, System.nanoTime());
    account.failed(account.begin(Kind.MODEL_JSON), "500");
    assertThat(account.count(Outcome.FAILED)).as("a model has no worker").isEqualTo(2);
    account.failed(account.begin(Kind.FUNCTION_PYTHON), "500");
    assertThat(account.count(Outcome.EXCUSED)).isEqualTo(1);
  }

  @Test
  void aBrokenConnectionIsADefectUnlessTheNodeWasKilled() {
    account.broken(account.begin(Kind.MODEL_JSON), "reset");
    assertThat(account.count(Outcome.BROKEN)).isEqualTo(1);
    Account.Entry during = account.begin(Kind.MODEL_JSON);
    int down = faults.begin(Fault.KILL_NODE, System.nanoTime());
    account.broken(during, "reset");
    assertThat(account.count(Outcome.DIED_WITH_NODE)).isEqualTo(1);
    faults.end(down, System.nanoTime(), "");
    account.broken(account.begin(Kind.MODEL_JSON), "reset");
    assertThat(account.count(Outcome.BROKEN)).isEqualTo(2);
  }
}
