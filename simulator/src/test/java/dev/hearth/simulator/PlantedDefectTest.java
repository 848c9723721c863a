package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Audit;
import dev.hearth.kernel.BrokenKernels;
import dev.hearth.kernel.Invariant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlantedDefectTest {
  private static final int SEEDS = 10;

  @ParameterizedTest
  @EnumSource(Invariant.class)
  void theInvariantCatchesTheDefectThatBreaksIt(Invariant invariant) {
    var caught =
        LongStream.rangeClosed(1, SEEDS)
            .mapToObj(seed -> violations(invariant, seed))
            .flatMap(List::stream)
            .map(Audit.Violation::invariant);

    assertThat(caught).contains(invariant);
  }

  private static List<Audit.Violation> violations(Invariant broken, long seed) {
    return Simulation.run(
            Scenarios.oneNode(seed, Faults.HARSH),
            (options, world) ->
                new Seating.Seat(BrokenKernels.breaking(broken, options, new TestSuites(), world)))
        .violations();
  }
}
