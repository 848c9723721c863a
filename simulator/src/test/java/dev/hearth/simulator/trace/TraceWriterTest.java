package dev.hearth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.simulator.workload.Drawn;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceWriterTest {
  private static final long MINUTE = 60_000_000_000L;

  @TempDir private Path directory;

  /** Function and minute of each arrival, sorted. */
  private static List<Long> minutes(Workload workload, long seed) {
    var all = new ArrayList<Long>();
    Drawn.of(workload, seed)
        .arrivals()
        .forEach(one -> all.add(one.function() * 1_000_000L + one.at() / MINUTE));
    return all.stream().sorted().toList();
  }

  private Workload readBack(Workload workload, long seed) {
    TraceWriter.write(workload, seed, directory);
    return Traces.read(directory, TraceOptions.DETECT).workload();
  }

  @Test
  void aMixReadBackHasTheSameFunctionsAndCounts() {
    var mix = Generators.make("azure:functions=60,hours=3,head=0.3");

    var back = readBack(mix, 4);

    assertThat(minutes(back, 9)).isNotEmpty().isEqualTo(minutes(mix, 4));
    assertThat(back.lengthNanos()).isEqualTo(mix.lengthNanos());
    assertThat(back.functions())
        .extracting(FunctionProfile::name, FunctionProfile::application)
        .containsExactlyElementsOf(
            mix.functions().stream()
                .map(f -> org.assertj.core.groups.Tuple.tuple(f.name(), f.application()))
                .toList());
    assertThat(back.functions())
        .extracting(FunctionProfile::configuration)
        .isEqualTo(mix.functions().stream().map(FunctionProfile::configuration).toList());
  }

  @Test
  void severalDaysAreSeveralFiles() {
    var mix = Generators.make("periodic:period=7m,days=2.5,functions=3");

    var back = readBack(mix, 4);

    assertThat(directory.resolve("invocations_per_function_md.anon.d03.csv")).exists();
    assertThat(minutes(back, 1)).isEqualTo(minutes(mix, 4));
    assertThat(back.lengthNanos()).isEqualTo(mix.lengthNanos());
  }

  @Test
  void executionTimesReadBackAreDistributedAlike() {
    var mix = Generators.make("poisson:rate=2,hours=1,duration=200ms,spread=0.5");

    assertThat(median(readBack(mix, 4), 1)).isCloseTo(median(mix, 2), within(8.0));
  }

  private static double median(Workload workload, long seed) {
    var durations =
        Drawn.of(workload, seed).arrivals().stream()
            .mapToLong(Drawn.One::durationNanos)
            .sorted()
            .toArray();
    return durations[durations.length / 2] / 1e6;
  }

  @Test
  void equalWorkloadsAndSeedsGiveEqualFiles() {
    var mix = Generators.make("azure:functions=20,hours=1,head=0.3");

    var once = readBack(mix, 4).fingerprint();

    assertThat(readBack(mix, 4).fingerprint()).isEqualTo(once);
  }
}
