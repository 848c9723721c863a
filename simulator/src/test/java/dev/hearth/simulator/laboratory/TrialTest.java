package dev.hearth.simulator.laboratory;

import static dev.hearth.simulator.workload.Listed.MIB;
import static dev.hearth.simulator.workload.Listed.MINUTE;
import static dev.hearth.simulator.workload.Listed.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Listed;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final TrialOptions OPTIONS = TrialOptions.unlimited(1);

  @Test
  void stepsOfAWorkflowThatComeAfterTheEndAreTaken() {
    var workload = Generators.make("workflow:depth=3,every=59m,hours=1,exec=1m");
    var mix = PolicyMix.parse("fixed", new Registry());
    var workflows = Trial.run(TrialOptions.unlimited(1), workload, mix).workflows();
    assertThat(workflows.begun()).isEqualTo(1);
    assertThat(workflows.completed()).isEqualTo(1);
  }

  @Test
  void invocationThatWaitedForItsInstanceIsCold() {
    var measured = run(twoCalls(5 * MINUTE), "fixed:keep-alive=10m");

    assertThat(measured.invocations()).isEqualTo(2);
    assertThat(measured.answered()).isEqualTo(2);
    assertThat(measured.coldStarts()).isEqualTo(1);
    assertThat(measured.startDelay().getMaxValue()).isBetween(999_000L, 1_001_000L);
  }

  @Test
  void shorterKeepAliveThanTheGapMakesBothCold() {
    assertThat(run(twoCalls(5 * MINUTE), "fixed:keep-alive=1m").coldStarts()).isEqualTo(2);
  }

  @Test
  void memoryIsHeldFromTheBeginningOfAStartToTheEndOfTheKeepAlive() {
    var measured = run(twoCalls(5 * MINUTE), "fixed:keep-alive=1m");

    double held = 2 * (1 + 2 + 60) * 100.0 * MIB;
    assertThat(measured.memoryByteSeconds()).isCloseTo(held, within(held * 1e-6));
    assertThat(measured.wastedByteSeconds()).isCloseTo(held * 61 / 63, within(held * 1e-6));
  }

  @Test
  void nothingIsHeldBeyondTheEnd() {
    var measured = run(twoCalls(5 * MINUTE), "fixed:keep-alive=1h");

    double held = 600 * 100.0 * MIB;
    assertThat(measured.memoryByteSeconds()).isCloseTo(held, within(held * 1e-6));
  }

  @Test
  void timelineAddsUpToTheTotal() {
    var measured = run(twoCalls(5 * MINUTE), "fixed:keep-alive=2m");

    double sum = 0;
    for (double bytes : measured.timeline().memoryBytes()) {
      sum += bytes * measured.timeline().stepNanos() / SECOND;
    }
    assertThat(sum).isCloseTo(measured.memoryByteSeconds(), within(1.0));
    assertThat(measured.timeline().arrivals()).contains(1, 1).hasSize(10);
  }

  @Test
  void slowHardwareTakesLongerAndCostsLess() {
    var low =
        new TrialOptions(
            1,
            java.util.List.of(new TrialOptions.Node(TrialOptions.UNLIMITED, "low")),
            TrialOptions.HIGH_AND_LOW,
            300 * SECOND,
            dev.hearth.simulator.Network.USUAL,
            dev.hearth.simulator.Faults.NONE,
            MINUTE);

    var fast = run(twoCalls(5 * MINUTE), "fixed:keep-alive=10m");
    var slow = Trial.run(low, twoCalls(5 * MINUTE), mix("fixed:keep-alive=10m"));

    assertThat(slow.latency().getMaxValue() / (double) fast.latency().getMaxValue())
        .isCloseTo(1 / 0.6, within(0.01));
    assertThat(slow.cost()).isCloseTo(fast.cost() * 0.4, within(fast.cost() * 1e-6));
  }

  private static Listed twoCalls(long gap) {
    return new Listed().function(100 * MIB, SECOND).call(0, 0, 2 * SECOND).call(gap, 0, 2 * SECOND);
  }

  private static Measurements run(Listed workload, String policies) {
    return Trial.run(OPTIONS, workload, mix(policies));
  }

  private static PolicyMix mix(String policies) {
    return PolicyMix.parse(policies, new Registry());
  }
}
