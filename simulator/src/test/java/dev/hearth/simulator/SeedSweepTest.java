package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many worlds in which everything goes wrong, each decided by its seed. By default as many as a few
 * seconds allow, always from the same first seed, so that a build fails for what was changed and
 * not by chance; {@code -Dhearth.sweep.seeds=100000 -Dhearth.sweep.first=1000000} runs so many of
 * each kind from there, however long it takes. A seed that breaks an invariant is put into {@code
 * found-seeds.txt} and runs ever after.
 */
class SeedSweepTest {
  private static final long SEEDS = Long.getLong("hearth.sweep.seeds", 0);
  private static final Duration BUDGET =
      Duration.ofSeconds(Integer.getInteger("hearth.sweep.seconds", 4));
  private static final long FIRST = Long.getLong("hearth.sweep.first", 1);
  private static final String FOUND = "found-seeds.txt";

  /** A kind of world. */
  enum World {
    ONE_NODE,
    THREE_NODES,
    DRAWN;

    private Scenario scenario(long seed) {
      return switch (this) {
        case ONE_NODE -> Scenarios.oneNode(seed, Faults.HARSH);
        case THREE_NODES -> Scenarios.threeNodes(seed, Faults.HARSH);
        case DRAWN -> Scenarios.drawn(seed);
      };
    }

    Verdict run(long seed) {
      return Simulation.run(
          scenario(seed),
          (options, world) -> new Seating.Seat(new Kernel(options, new TestSuites(), world)));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final class Tally {
    private final AtomicLong seeds = new AtomicLong();
    private final AtomicLong invocations = new AtomicLong();
    private final AtomicLong inputs = new AtomicLong();
    private final ConcurrentSkipListSet<String> broken = new ConcurrentSkipListSet<>();

    void run(World world, long seed) {
      var verdict = world.run(seed);
      seeds.incrementAndGet();
      invocations.addAndGet(verdict.submitted());
      inputs.addAndGet(verdict.events());
      if (!verdict.holds()) {
        broken.add(
            "%s %d after %s: %s"
                .formatted(world, seed, verdict.after(), verdict.violations().getFirst()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void everyInvariantHoldsAfterEveryInput(World world) {
    long cpu = cpuNanos();
    var tally = SEEDS > 0 ? counted(world) : withinBudget(world);

    System.out.printf(
        Locale.ROOT,
        "%s: %,d seeds from %d, %,d invocations, %,d inputs checked, %.1f CPU minutes, %d broken%n",
        world,
        tally.seeds.get(),
        FIRST,
        tally.invocations.get(),
        tally.inputs.get(),
        (cpuNanos() - cpu) / 60e9,
        tally.broken.size());
    assertThat(tally.broken).as("add these lines to %s", FOUND).isEmpty();
    assertThat(tally.seeds.get()).isPositive();
  }

  private static Tally counted(World world) {
    var tally = new Tally();
    LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(seed -> tally.run(world, seed));
    return tally;
  }

  private static Tally withinBudget(World world) {
    var tally = new Tally();
    long end = System.nanoTime() + BUDGET.toNanos();
    for (long seed = FIRST; System.nanoTime() < end; seed++) {
      tally.run(world, seed);
    }
    return tally;
  }

  @Test
  void everySeedThatBrokeSomethingOnceHoldsNow() {
    try (InputStream lines = SeedSweepTest.class.getResourceAsStream(FOUND)) {
      var found = new String(lines.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(
              found
                  .lines()
                  .filter(line -> !line.isBlank() && !line.startsWith("#"))
                  .map(SeedSweepTest::again))
          .isNotEmpty()
          .allMatch(Verdict::holds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Verdict again(String line) {
    var words = line.split(" ", 3);
    var name = words[0].toUpperCase(Locale.ROOT).replace('-', '_');
    return World.valueOf(name).run(Long.parseLong(words[1]));
  }

  private static Stream<World> worlds() {
    return Stream.of(World.values());
  }

  private static long cpuNanos() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
  }
}
