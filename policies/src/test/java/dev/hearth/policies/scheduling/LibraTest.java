package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Loan;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraTest {
  private static final int SHORT_DONOR = 0;
  private static final int LONG_DONOR = 1;
  private static final int BORROWER = 2;

  private final Stage stage =
      new Stage(
          Resources.of(8_000, 16L << 30),
          Stage.whole("libra", Map.of("learn", "3", "headroom", "1")));

  @BeforeEach
  void learn() {
    for (int function = 0; function < 3; function++) {
      stage.deploy(function, Stage.configuration(1000, 256, 1));
    }
    for (int i = 0; i < 3; i++) {
      stage.serve(SHORT_DONOR, Stage.SECOND, used(400));
      stage.serve(LONG_DONOR, 5 * Stage.SECOND, used(300));
      stage.serve(BORROWER, 2 * Stage.SECOND, used(1000));
    }
  }

  private static Usage used(int cpuMillis) {
    return new Usage(0, cpuMillis, 64 * Stage.MIB);
  }

  private Stage.Ran start(int function) {
    stage.submit(function);
    return stage.lastRun();
  }

  @Test
  void aDonorIsGrantedWhatItIsPredictedToNeed() {
    assertThat(start(SHORT_DONOR).grant().cpuMillis()).isEqualTo(400);
  }

  @Test
  void runsThatWereNotMeasuredTeachNothing() {
    for (int i = 0; i < 60; i++) {
      stage.serve(SHORT_DONOR, Stage.SECOND, Usage.UNKNOWN);
    }
    assertThat(start(SHORT_DONOR).grant().cpuMillis()).isEqualTo(400);
  }

  @Test
  void aBorrowerTakesTheLongestLivedSurplusFirst() {
    start(SHORT_DONOR);
    var lender = start(LONG_DONOR);
    var loans = start(BORROWER).grant().loans();
    assertThat(loans.getFirst())
        .isEqualTo(new Loan(lender.run(), 700, 0, stage.now + 5 * Stage.SECOND));
    assertThat(loans).extracting(Loan::cpuMillis).containsExactly(700, 300);
  }

  @Test
  void aLoanEndsWithItsLender() {
    var lender = start(LONG_DONOR);
    var borrower = start(BORROWER);
    stage.end(lender);
    assertThat(stage.regrants.getLast().run()).isEqualTo(borrower.run());
    assertThat(stage.regrants.getLast().grant().loans()).isEmpty();
  }

  @Test
  void theSafeguardTakesLoansBackAndRestoresTheLender() {
    var lender = start(LONG_DONOR);
    var borrower = start(BORROWER);
    stage.kernel.measured(stage.now, lender.instance(), used(290));
    stage.tick();
    assertThat(stage.regrants)
        .extracting(Stage.Regranted::run, told -> told.grant().totalCpuMillis())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(borrower.run(), 1000),
            org.assertj.core.groups.Tuple.tuple(lender.run(), 1000));
  }

  @Test
  void aLenderWithinItsGrantIsLeftAlone() {
    var lender = start(LONG_DONOR);
    start(BORROWER);
    stage.kernel.measured(stage.now, lender.instance(), new Usage(0, 200, 8 * Stage.MIB));
    stage.tick();
    assertThat(stage.regrants).isEmpty();
  }
}
