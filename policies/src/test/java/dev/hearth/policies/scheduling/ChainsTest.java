package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Invocation;
import org.junit.jupiter.api.Test;

class ChainsTest {
  private static final int NONE = Invocation.NO_CALLER;
  private static final long NO_OBJECTIVE = Long.MAX_VALUE;

  private final Chains chains = new Chains();

  private void know(int function, int caller, long objective, double exec) {
    chains.arrived(function, caller, objective);
    chains.ran(function, exec);
  }

  /** 2000 - (100 + 300) = 1600 of slack, of which stage one has a quarter; 1600 / 400 = 4. */
  @Test
  void slackIsSplitInProportionToExecutionTimes() {
    know(0, NONE, 2_000, 100);
    know(1, 0, NO_OBJECTIVE, 300);
    chains.plan();
    assertThat(chains.slackNanos(0, NONE)).isEqualTo(400);
    assertThat(chains.slackNanos(1, 0)).isEqualTo(1_200);
    assertThat(chains.ratio(0)).isEqualTo(4);
    assertThat(chains.ratio(1)).isEqualTo(4);
  }

  @Test
  void theLongestBranchCounts() {
    know(0, NONE, 1_000, 100);
    know(1, 0, NO_OBJECTIVE, 50);
    know(2, 0, NO_OBJECTIVE, 300);
    chains.plan();
    assertThat(chains.ratio(1)).isCloseTo(600.0 / 400, within(1e-12));
  }

  /** (1000 + 3000) - (100 + 300) over 400. */
  @Test
  void objectivesOfTheStagesAreThatOfTheChainTogether() {
    know(0, NONE, 1_000, 100);
    know(1, 0, 3_000, 300);
    chains.plan();
    assertThat(chains.ratio(0)).isEqualTo(9);
    assertThat(chains.ratio(1)).isEqualTo(9);
  }

  @Test
  void aStageOfTwoChainsKeepsToTheTighterAndRanksByItsCaller() {
    know(0, NONE, 1_000, 100);
    know(1, NONE, 2_000, 100);
    know(2, 0, NO_OBJECTIVE, 100);
    know(2, 1, NO_OBJECTIVE, 100);
    chains.plan();
    assertThat(chains.ratio(2)).isEqualTo(4);
    assertThat(chains.ratio(1)).isEqualTo(9);
    assertThat(chains.slackNanos(2, 0)).isEqualTo(400);
  }

  @Test
  void aStageWithATighterObjectiveOfItsOwnKeepsIt() {
    know(0, NONE, 2_000, 100);
    know(1, 0, 600, 300);
    chains.plan();
    assertThat(chains.ratio(1)).isEqualTo(1);
  }

  @Test
  void functionsThatCallEachOtherEndThePlan() {
    know(0, NONE, 1_000_000, 100);
    know(1, 0, NO_OBJECTIVE, 100);
    know(0, 1, 1_000_000, 100);
    chains.plan();
    assertThat(chains.ratio(0)).isPositive().isLessThan(10_000);
  }

  @Test
  void anObjectiveThatCannotBeKeptLeavesNoSlack() {
    know(0, NONE, 50, 100);
    chains.plan();
    assertThat(chains.slackNanos(0, NONE)).isZero();
  }
}
