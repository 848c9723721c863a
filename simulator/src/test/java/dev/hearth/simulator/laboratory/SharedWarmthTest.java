package dev.hearth.simulator.laboratory;

import static dev.hearth.simulator.workload.Listed.MIB;
import static dev.hearth.simulator.workload.Listed.MINUTE;
import static dev.hearth.simulator.workload.Listed.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Listed;
import dev.hearth.simulator.workload.Workload;
import org.junit.jupiter.api.Test;

/** What policies that share warm instances between functions save, in the virtual world. */
class SharedWarmthTest {
  private static Measurements run(Workload workload, String policies) {
    return Trial.run(
        TrialOptions.unlimited(1), workload, PolicyMix.parse(policies, new Registry()));
  }

  /** Waited for starts, in seconds of all invocations together. */
  private static double delay(Measurements measured) {
    var delays = measured.startDelay();
    return delays.getTotalCount() == 0 ? 0 : delays.getMean() * delays.getTotalCount() / 1e6;
  }

  /** Half of a start of a second is sandbox and runtime. */
  private static Listed halfGeneric() {
    var workload = new Listed();
    long tenth = SECOND / 10;
    workload
        .functions()
        .add(
            new FunctionProfile(
                "f",
                "application",
                new Configuration(Resources.of(100, 256 * MIB), Batching.NONE, 1),
                new ColdStart(3 * tenth, 2 * tenth, 3 * tenth, 2 * tenth, 0)));
    return workload.call(MINUTE, 0, SECOND);
  }

  @Test
  void stemCellHalvesTheStartOfAFunctionThatIsHalfSandboxAndRuntime() {
    assertThat(delay(run(halfGeneric(), "fixed"))).isCloseTo(1, within(0.01));
    assertThat(delay(run(halfGeneric(), "fission"))).isCloseTo(0.5, within(0.01));
    assertThat(delay(run(halfGeneric(), "openwhisk"))).isCloseTo(0.5, within(0.01));
  }

  /**
   * Gaps of 12, 19, 21 and 45 minutes by turns of two functions: cold first, after 21, after 45.
   */
  @Test
  void applicationIsColdOnceForEachGapBeyondItsKeepAlive() {
    var workload = new Listed().function(256 * MIB, SECOND).function(256 * MIB, SECOND);
    long at = MINUTE;
    int turn = 0;
    workload.call(at, 0, SECOND);
    for (int gap : new int[] {12, 19, 21, 45}) {
      at += gap * MINUTE;
      workload.call(at, ++turn % 2, SECOND);
    }
    workload.length(at + MINUTE);
    assertThat(run(workload, "azure-functions").coldStarts()).isEqualTo(3);
  }

  /** Function 1 comes every 3 minutes, function 0 every 20 s; instances idle for a minute. */
  @Test
  void loadedModelMakesAStartAtLeastFiveTimesQuicker() {
    var workload = new Listed().function(256 * MIB, SECOND).function(256 * MIB, SECOND);
    for (int tick = 1; tick < 3 * 120; tick++) {
      workload.call(20 * SECOND * tick, 0, SECOND / 10);
      if (tick % 9 == 0) {
        workload.call(20 * SECOND * tick + 5 * SECOND, 1, SECOND / 10);
      }
    }
    workload.length(120 * MINUTE);
    var measured = run(workload, "instainfer:keep-alive=1m:p-off=0.94");
    assertThat(measured.binds()).isGreaterThan(20);
    assertThat(measured.startDelay().getMinValue() * 5)
        .isLessThan(measured.startDelay().getMaxValue());
    assertThat(delay(measured)).isLessThan(delay(run(workload, "fixed:keep-alive=1m")) / 2);
  }

  @Test
  void lendingSavesDelayAtNoMoreMemoryThanALongerKeepAlive() {
    var workload = Generators.make("azure:functions=100,hours=12");
    var fixed = run(workload, "fixed:keep-alive=65s");
    var lending = run(workload, "pagurus");
    assertThat(lending.memoryByteSeconds()).isLessThan(fixed.memoryByteSeconds());
    assertThat(delay(lending)).isLessThan(delay(fixed));
  }
}
