package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.journal.Journal;
import dev.hearth.kernel.journal.Replay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("hearth.simulation.seeds", 60);

  private static final Seating PLAIN =
      (options, world) -> new Seating.Seat(new Kernel(options, new TestSuites(), world));

  static LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  @Test
  void everyInvocationIsAnsweredWhereNothingGoesWrong() {
    var verdict = Simulation.run(Scenarios.oneNode(1, Faults.NONE), PLAIN);

    assertThat(verdict.violations()).as("after %s", verdict.after()).isEmpty();
    assertThat(verdict.submitted()).isGreaterThan(500);
    assertThat(verdict.count("Answered")).isGreaterThan(verdict.submitted() / 2);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void invariantsHoldOnOneNodeWhereEverythingGoesWrong(long seed) {
    var verdict = Simulation.run(Scenarios.oneNode(seed, Faults.HARSH), PLAIN);

    assertThat(verdict.violations()).as("seed %d after %s", seed, verdict.after()).isEmpty();
    assertThat(verdict.count("Answered")).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void invariantsHoldOnThreeNodesWithBadLinks(long seed) {
    var verdict = Simulation.run(Scenarios.threeNodes(seed, Faults.HARSH), PLAIN);

    assertThat(verdict.violations()).as("seed %d after %s", seed, verdict.after()).isEmpty();
    assertThat(verdict.count("Answered")).isPositive();
  }

  @Test
  void sameSeedGivesSameBytes() {
    assertThat(journals(7)).isEqualTo(journals(7));
  }

  @Test
  void otherSeedGivesOtherBytes() {
    assertThat(journals(7)).isNotEqualTo(journals(8));
  }

  @Test
  void replayOfEachKernelGivesTheSameDecisions() throws IOException {
    for (var journal : journals(9)) {
      var report = Replay.run(new ByteArrayInputStream(bytes(journal)), new TestSuites());

      assertThat(report.difference()).isEmpty();
      assertThat(report.decisions()).isGreaterThan(1_000);
    }
  }

  private static List<List<Byte>> journals(long seed) {
    var streams = new ArrayList<ByteArrayOutputStream>();
    Simulation.run(
        Scenarios.threeNodes(seed, Faults.HARSH),
        (options, world) -> {
          var stream = new ByteArrayOutputStream();
          streams.add(stream);
          var journal =
              new Journal(
                  options,
                  new TestSuites(),
                  world,
                  stream,
                  failure -> {
                    throw new IllegalStateException(failure);
                  });
          return new Seating.Seat(journal.kernel(), journal);
        });
    return streams.stream().map(SimulationTest::boxed).toList();
  }

  private static List<Byte> boxed(ByteArrayOutputStream stream) {
    var list = new ArrayList<Byte>();
    for (byte each : stream.toByteArray()) {
      list.add(each);
    }
    return list;
  }

  private static byte[] bytes(List<Byte> boxed) {
    var bytes = new byte[boxed.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = boxed.get(i);
    }
    return bytes;
  }
}
