package dev.hearth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.simulator.Data;
import dev.hearth.simulator.workload.Drawn;
import dev.hearth.simulator.workload.FunctionProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AzureFunctions2019Test {
  private static final long MINUTE = 60_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory;

  private void file(String name, String... lines) {
    try {
      Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Trace read(TraceOptions options) {
    return Traces.read(directory, options);
  }

  private List<Long> instants(String placement) {
    var trace = read(TraceOptions.DETECT.with("placement", placement));
    return Drawn.of(trace.workload(), 1).of(0);
  }

  @Test
  void countsBecomeArrivalsInTheirMinutes() {
    file("invocations.csv", "HashFunction,1,2,3", "f,2,0,1", "g,0,3,0");

    var trace = read(TraceOptions.DETECT);
    var drawn = Drawn.of(trace.workload(), 1);

    assertThat(trace.format()).isEqualTo("azure-2019");
    assertThat(trace.rows()).isEqualTo(2);
    assertThat(trace.workload().lengthNanos()).isEqualTo(3 * MINUTE);
    assertThat(drawn.of(0)).extracting(at -> at / MINUTE).containsExactly(0L, 0L, 2L);
    assertThat(drawn.of(1)).extracting(at -> at / MINUTE).containsExactly(1L, 1L, 1L);
    assertThat(drawn.arrivals()).isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
  }

  @Test
  void placementIsAsAsked() {
    file("invocations.csv", "HashFunction,1,2", "f,0,3");

    assertThat(instants("start")).containsExactly(MINUTE, MINUTE, MINUTE);
    assertThat(instants("even"))
        .containsExactly(MINUTE, MINUTE + 20 * SECOND, MINUTE + 40 * SECOND);
    assertThat(instants("uniform")).hasSize(3).doesNotHaveDuplicates();
    assertThatThrownBy(() -> instants("middle"))
        .hasMessageContaining("placement")
        .hasMessageContaining("'middle'")
        .hasMessageContaining("uniform, start, even, poisson");
  }

  @Test
  void poissonPlacementTakesTheCountAsAMean() {
    var header = new StringBuilder("HashFunction");
    var row = new StringBuilder("f");
    for (int minute = 1; minute <= 1_000; minute++) {
      header.append(',').append(minute);
      row.append(",4");
    }
    file("invocations.csv", header.toString(), row.toString());

    var trace = read(TraceOptions.DETECT.with("placement", "poisson"));
    var perMinute = new int[1_000];
    Drawn.of(trace.workload(), 3).of(0).forEach(at -> perMinute[(int) (at / MINUTE)]++);

    double mean = 0;
    double square = 0;
    for (int count : perMinute) {
      mean += count / 1_000.0;
      square += count * count / 1_000.0;
    }
    assertThat(mean).isBetween(3.8, 4.2);
    assertThat(square - mean * mean).isBetween(3.4, 4.6);
  }

  @Test
  void equalSeedsGiveEqualArrivalsAndOthersDoNot() {
    file("invocations.csv", "HashFunction,1,2,3", "f,20,0,10", "g,0,30,0");
    var workload = read(TraceOptions.DETECT).workload();

    assertThat(Drawn.of(workload, 7)).isEqualTo(Drawn.of(workload, 7));
    assertThat(Drawn.of(workload, 7)).isNotEqualTo(Drawn.of(workload, 8));
  }

  @Test
  void executionTimesLieBetweenThePercentiles() {
    file("invocations.csv", "HashFunction,1", "f,4000");
    file(
        "durations.csv",
        "HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_50,"
            + "percentile_Average_100",
        "f,40,4000,10,90,10,20,90");

    var durations =
        Drawn.of(read(TraceOptions.DETECT).workload(), 1).arrivals().stream()
            .mapToDouble(one -> one.durationNanos() / 1e6)
            .sorted()
            .toArray();

    assertThat(durations[0]).isBetween(10.0, 10.1);
    assertThat(durations[2_000]).isBetween(19.0, 21.0);
    // Halfway in the logarithm between 20 and 90 ms.
    assertThat(durations[3_000]).isBetween(40.0, 45.0);
    assertThat(durations[3_999]).isBetween(88.0, 90.0);
  }

  @Test
  void averageDurationsAndUsualOnesAreFixed() {
    file("invocations.csv", "HashFunction,1", "f,2", "unknown,1");
    file("durations.csv", "HashFunction,Average", "f,40");

    var drawn = Drawn.of(read(TraceOptions.DETECT.with("duration", "5s")).workload(), 1);

    assertThat(drawn.arrivals())
        .allSatisfy(
            one ->
                assertThat(one.durationNanos())
                    .isEqualTo(one.function() == 0 ? 40_000_000L : 5 * SECOND));
  }

  @Test
  void coldStartsOfTheTraceAreTheLongestLessTheAverageWithinLimits() {
    file("invocations.csv", "HashFunction,1", "near,1", "middle,1", "far,1", "unknown,1");
    file(
        "durations.csv",
        "HashFunction,Average,Count,Minimum,Maximum",
        "near,100,9,1,150",
        "middle,100,9,1,2100",
        "far,100,9,1,99000");

    var functions = read(TraceOptions.DETECT.with("cold-start", "trace")).workload().functions();

    assertThat(functions)
        .extracting(function -> StrictMath.round(function.coldStart().totalNanos() / 1e6))
        .startsWith(100L, 2_000L, 30_000L);
    // 125 + 200 + 5 * 170 MiB
    assertThat(functions.getLast().coldStart().totalNanos()).isEqualTo(1_175_000_000L);
  }

  @Test
  void memoryIsOfTheFunctionOrItsShareOfTheApplication() {
    file(
        "invocations.csv",
        "HashOwner,HashApp,HashFunction,Trigger,1",
        "o,a,f,http,1",
        "o,a,g,timer,1",
        "o,b,f,http,1");
    file(
        "memory.csv",
        "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct95",
        "o,a,5,100,160");

    assertThat(memoryMib(TraceOptions.DETECT)).containsExactly(50L, 50L, 170L);
    assertThat(memoryMib(TraceOptions.DETECT.with("memory-of", "95").with("app-memory", "whole")))
        .containsExactly(160L, 160L, 170L);
    assertThat(read(TraceOptions.DETECT).workload().functions())
        .extracting(FunctionProfile::name)
        .containsExactly("f", "g", "o/b/f");
  }

  private List<Long> memoryMib(TraceOptions options) {
    return read(options).workload().functions().stream()
        .map(function -> function.configuration().resources().memoryBytes() >> 20)
        .toList();
  }

  @Test
  void severalDaysUnderTheirPublishedNamesFollowEachOther() {
    file(
        "invocations_per_function_md.anon.d02.csv",
        "HashOwner,HashApp,HashFunction,Trigger,1,1440",
        "o,a,f,http,1,0");
    file(
        "invocations_per_function_md.anon.d04.csv",
        "HashOwner,HashApp,HashFunction,Trigger,1,1440",
        "o,a,f,http,0,2",
        "o,a,f,queue,1,1");
    file(
        "function_durations_percentiles.anon.d02.csv",
        "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum",
        "o,a,f,10,100,1,20");
    file(
        "function_durations_percentiles.anon.d04.csv",
        "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum",
        "o,a,f,30,50,1,40");

    var workload = read(TraceOptions.DETECT).workload();
    var drawn = Drawn.of(workload, 1);

    assertThat(workload.lengthNanos()).isEqualTo(3 * 1_440 * MINUTE);
    assertThat(drawn.of(0))
        .extracting(at -> at / MINUTE)
        .containsExactly(0L, 2 * 1_440L, 3 * 1_440L - 1, 3 * 1_440L - 1, 3 * 1_440L - 1);
    assertThat(drawn.arrivals()).extracting(Drawn.One::durationNanos).containsOnly(10_000_000L);
    assertThat(Drawn.of(read(TraceOptions.DETECT.with("days", "1")).workload(), 1).arrivals())
        .hasSize(1);
  }

  @Test
  void quotesWindowsLineEndsAndByteOrderMarksAreTaken() {
    file("invocations.csv", "\uFEFF\"HashFunction\",\"1\",\"2\"\r", "\"a \"\"b\"\", c\",1,2\r", "");

    var workload = read(TraceOptions.DETECT).workload();

    assertThat(workload.functions().getFirst().name()).isEqualTo("a \"b\", c");
    assertThat(Drawn.of(workload, 1).arrivals()).hasSize(3);
  }

  @Test
  void malformedRowsAreRefusedWithTheirPlaceOrCounted() {
    file(
        "invocations.csv",
        "HashFunction,1,2",
        "f,1,2",
        "g,1",
        "h,one,2",
        "i,1,-2",
        "j,1,1.5",
        "\"k,1,2");

    assertThatThrownBy(() -> read(TraceOptions.DETECT))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("invocations.csv line 3: it has 2 fields where the header has 3")
        .hasMessageContaining("--skip-bad-rows");

    var trace = read(TraceOptions.DETECT.skippingBadRows());

    assertThat(trace.rows()).isEqualTo(1);
    assertThat(trace.skipped()).isEqualTo(5);
    assertThat(trace.workload().functions()).hasSize(1);
    assertThat(trace.examples())
        .extracting(example -> example.substring(example.indexOf(" line ") + 1))
        .containsExactly(
            "line 3: it has 2 fields where the header has 3",
            "line 4: minute 1 is 'one', not a number",
            "line 5: minute 2 is '-2', not a number of at least 0",
            "line 6: minute 2 is '1.5', not a whole number up to 2147483647",
            "line 7: a quote is opened and not closed");
  }

  @Test
  void missingColumnsEmptyFilesAndNoFilesAreNamed() {
    assertThatThrownBy(() -> read(TraceOptions.of("azure-2019")))
        .hasMessageContaining("has no invocations*.csv");

    file("invocations.csv", "Function,1,2", "f,1,2");
    assertThatThrownBy(() -> read(TraceOptions.DETECT))
        .hasMessageContaining("line 1: there is no column 'HashFunction'")
        .hasMessageContaining("nearest is 'Function'");

    file("invocations.csv", "HashFunction,1,2", "f,1,2");
    file("durations.csv", "HashFunction,Mean", "f,1");
    assertThatThrownBy(() -> read(TraceOptions.DETECT))
        .hasMessageContaining("durations.csv line 1: there is no column 'Average'");

    file("invocations.csv", "");
    assertThatThrownBy(() -> read(TraceOptions.DETECT)).hasMessageContaining("is empty");

    file("invocations.csv", "HashFunction,1");
    file("durations.csv", "HashFunction,Average");
    assertThatThrownBy(() -> read(TraceOptions.DETECT)).hasMessageContaining("no usable row");
  }

  @Test
  void anEndlessLineIsRefusedAndNotHeld() {
    file("invocations.csv", "HashFunction,1", "x".repeat(Source.MOST_LINE_BYTES + 1) + ",1", "f,1");

    assertThatThrownBy(() -> read(TraceOptions.DETECT)).hasMessageContaining("line 2");
    assertThat(read(TraceOptions.DETECT.skippingBadRows()).workload().functions())
        .extracting(FunctionProfile::name)
        .containsExactly("f");
  }

  @Test
  void theFingerprintChangesWithTheFilesAndTheOptions() {
    file("invocations.csv", "HashFunction,1", "f,1");
    var once = read(TraceOptions.DETECT).workload().fingerprint();
    var again = read(TraceOptions.DETECT).workload().fingerprint();
    var otherwise = read(TraceOptions.DETECT.with("placement", "start")).workload().fingerprint();
    file("invocations.csv", "HashFunction,1", "f,2");
    var changed = read(TraceOptions.DETECT).workload().fingerprint();

    assertThat(once).hasSize(64).isEqualTo(again).isNotEqualTo(otherwise).isNotEqualTo(changed);
  }

  @Test
  void thePublishedSampleHasItsTotals() {
    var trace = Traces.read(Data.file("azure-functions-2019"), TraceOptions.DETECT);
    var drawn = Drawn.of(trace.workload(), 1);

    assertThat(trace.workload().functions()).hasSize(1_000);
    assertThat(trace.workload().lengthNanos()).isEqualTo(60 * MINUTE);
    assertThat(drawn.arrivals()).hasSize(85_470);
    assertThat(LongStream.of(drawn.counts(1_000)).boxed())
        .allMatch(count -> count >= 10 && count <= 991);
    assertThat(trace.workload().functions().getFirst().configuration().resources().memoryBytes())
        .isEqualTo(189L << 20);
    assertThat(trace.rows()).isEqualTo(3_000);
    assertThat(trace.skipped()).isZero();
  }

  @Test
  void theTracesOfInVitroAreRead() {
    var trace = Traces.read(Data.file("invitro"), TraceOptions.of("invitro"));

    assertThat(trace.workload().functions()).hasSize(4);
    assertThat(trace.workload().lengthNanos()).isEqualTo(1_440 * MINUTE);
    assertThat(Drawn.of(trace.workload(), 1).counts(4)).containsExactly(1_150, 1_125, 1_125, 1_125);
  }
}
