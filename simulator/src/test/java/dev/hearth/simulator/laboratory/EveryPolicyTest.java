package dev.hearth.simulator.laboratory;

import static dev.hearth.simulator.workload.Listed.MIB;
import static dev.hearth.simulator.workload.Listed.MINUTE;
import static dev.hearth.simulator.workload.Listed.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.Faults;
import dev.hearth.simulator.Seating;
import dev.hearth.simulator.workload.Listed;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every suite of the registry, whoever wrote it. */
class EveryPolicyTest {
  private static final int SEEDS = Integer.getInteger("hearth.simulation.seeds", 60);

  /** A profile of models it cannot do without. */
  private static final List<String> NEED_PARAMETERS = List.of("harmonybatch");

  private static List<String> suites() {
    return new Registry()
        .all().stream()
            .filter(suite -> !NEED_PARAMETERS.contains(suite.id()))
            .filter(
                suite -> suite.roles().contains(Role.WARMTH) || suite.scope() == Suite.Scope.NODE)
            .map(Suite::id)
            .toList();
  }

  /** Each suite on one node and on three, as many seeds in all as are asked for. */
  static Stream<Arguments> worlds() {
    var suites = suites();
    return IntStream.range(0, Math.max(SEEDS, 2 * suites.size()))
        .mapToObj(
            seed ->
                Arguments.of(
                    suites.get(seed % suites.size()), seed / suites.size() % 2 == 0 ? 1 : 3, seed));
  }

  @ParameterizedTest(name = "{0} on {1} nodes, seed {2}")
  @MethodSource("worlds")
  void keepsEveryInvariantWhereEverythingGoesWrong(String suite, int nodes, int seed) {
    var options =
        TrialOptions.unlimited(seed)
            .withNodes(nodes)
            .withMemory(2_000 * MIB)
            .withFaults(Faults.HARSH);

    var measured = Trial.run(options, crowded(seed), mix(suite), EveryPolicyTest::audited, _ -> {});

    assertThat(measured.answered()).isPositive();
    assertThat(measured.answered() + measured.rejected() + measured.timedOut() + measured.failed())
        .as("outcomes of %d invocations", measured.invocations())
        .isEqualTo(measured.invocations());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void givesTheSameMeasurementsForTheSameSeed(String suite) {
    var options = TrialOptions.unlimited(3).withMemory(3_000 * MIB);

    var first = Trial.run(options, crowded(3), mix(suite));
    var second = Trial.run(options, crowded(3), mix(suite));

    assertThat(second)
        .usingRecursiveComparison()
        .ignoringFields("latency", "startDelay")
        .isEqualTo(first);
    assertThat(second.latency()).isEqualTo(first.latency());
    assertThat(second.startDelay()).isEqualTo(first.startDelay());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void answersAllWhereNothingGoesWrong(String suite) {
    var measured = Trial.run(TrialOptions.unlimited(5), crowded(5), mix(suite));

    assertThat(measured.answered() + measured.rejected()).isEqualTo(measured.invocations());
    assertThat(measured.answered()).isPositive();
  }

  private static Seating.Seat audited(
      dev.hearth.kernel.KernelOptions options, dev.hearth.kernel.World world) {
    var kernel = new Kernel(options, new Registry(), world);
    return new Seating.Seat(kernel, new AuditedInputs(kernel));
  }

  private static Listed crowded(int seed) {
    var random = new SplittableRandom(seed);
    var workload = new Listed().length(20 * MINUTE);
    for (int function = 0; function < 8; function++) {
      workload.function(random.nextLong(64, 400) * MIB, random.nextLong(SECOND / 10, 4 * SECOND));
    }
    for (long at = 0; at < 20 * MINUTE; at += random.nextLong(4 * SECOND)) {
      workload.call(at, random.nextInt(8), random.nextLong(SECOND / 100, 5 * SECOND));
    }
    return workload;
  }

  private static PolicyMix mix(String suite) {
    return PolicyMix.parse(suite, new Registry());
  }
}
