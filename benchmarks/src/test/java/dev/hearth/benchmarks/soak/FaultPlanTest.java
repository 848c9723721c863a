package dev.hearth.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  @Test
  void aSeedHasOnePlan() {
    assertThat(FaultPlan.of(5, 7_200, 45)).isEqualTo(FaultPlan.of(5, 7_200, 45));
    assertThat(FaultPlan.of(5, 7_200, 45)).isNotEqualTo(FaultPlan.of(6, 7_200, 45));
  }

  @Test
  void everyFaultComesAndTheNodeIsKilledInTheFirstHalfOnly() {
    for (long seed = 0; seed < 50; seed++) {
      var seen = EnumSet.noneOf(Fault.class);
      for (FaultPlan.Planned planned : FaultPlan.of(seed, 600, 15).faults()) {
        seen.add(planned.fault());
        assertThat(planned.atSeconds()).isLessThan(540);
        if (planned.fault() == Fault.KILL_NODE) {
          assertThat(planned.atSeconds()).isLessThan(300);
        }
      }
      assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrder(Fault.values());
    }
  }
}
