package dev.hearth.simulator.laboratory;

import static dev.hearth.simulator.workload.Listed.MIB;
import static dev.hearth.simulator.workload.Listed.MINUTE;
import static dev.hearth.simulator.workload.Listed.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.Listed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClairvoyantBoundTest {
  @Test
  void shortGapIsBridgedAndALongOneStartedAnew() {
    var workload =
        new Listed()
            .function(100 * MIB, 2 * SECOND)
            .call(0, 0, SECOND)
            .call(2 * SECOND, 0, SECOND)
            .call(60 * SECOND, 0, SECOND);

    var bound = ClairvoyantBound.of(workload, 1);

    assertThat(bound.invocations()).isEqualTo(3);
    assertThat(bound.wastedByteSeconds()).isEqualTo(100.0 * MIB * (2 + 1 + 2));
    assertThat(bound.busyByteSeconds()).isEqualTo(100.0 * MIB * 3);
  }

  @Test
  void keepAliveFrontierBridgesTheCheapestGapFirst() {
    var workload =
        new Listed()
            .function(100 * MIB, 2 * SECOND)
            .call(0, 0, SECOND)
            .call(2 * SECOND, 0, SECOND)
            .call(60 * SECOND, 0, SECOND);

    var frontier = ClairvoyantBound.of(workload, 1).keepAliveFrontier();

    assertThat(frontier)
        .containsExactly(
            new ClairvoyantBound.Point(3, 100.0 * MIB * 6),
            new ClairvoyantBound.Point(2, 100.0 * MIB * 5),
            new ClairvoyantBound.Point(1, 100.0 * MIB * (5 + 57 - 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fixed:keep-alive=0s",
        "fixed:keep-alive=1s",
        "fixed:keep-alive=10m",
        "fixed:keep-alive=24h"
      })
  void noPolicyHasFewerColdStartsAndWastesLess(String policies) {
    var workload = new Listed().function(100 * MIB, 2 * SECOND).function(50 * MIB, SECOND / 2);
    var random = new java.util.SplittableRandom(7);
    for (long at = 0; at < 60 * MINUTE; at += random.nextLong(40 * SECOND)) {
      workload.call(at, random.nextInt(2), random.nextLong(1, 10 * SECOND));
    }
    workload.length(60 * MINUTE);

    var bound = ClairvoyantBound.of(workload, 1);
    var measured =
        Trial.run(TrialOptions.unlimited(1), workload, PolicyMix.parse(policies, new Registry()));

    assertThat(measured.wastedByteSeconds()).isGreaterThan(bound.wastedByteSeconds());
    assertThat(measured.coldStarts()).isPositive();
  }
}
