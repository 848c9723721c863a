package dev.hearth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.simulator.Data;
import dev.hearth.simulator.workload.Drawn;
import dev.hearth.simulator.workload.FunctionProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracesTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory;

  private Path file(String name, String... lines) {
    try {
      return Files.writeString(directory.resolve(name), String.join("\n", lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Drawn drawn(Trace trace) {
    return Drawn.of(trace.workload(), 1);
  }

  @Test
  void anInvocationOf2021ArrivesAtItsEndLessItsDuration() {
    var file =
        file(
            "2021.csv",
            "app,func,end_timestamp,duration",
            "a,f,10.5,0.5",
            "a,g,2,1.5",
            "b,f,0.02,0.05");

    var trace = Traces.read(file, TraceOptions.DETECT);

    assertThat(trace.format()).isEqualTo("azure-2021");
    assertThat(trace.workload().functions())
        .extracting(FunctionProfile::name)
        .containsExactly("f", "g", "b/f");
    assertThat(drawn(trace).arrivals())
        .containsExactly(
            new Drawn.One(0, 2, 50_000_000),
            new Drawn.One(SECOND / 2, 1, 3 * SECOND / 2),
            new Drawn.One(10 * SECOND, 0, SECOND / 2));
  }

  @Test
  void rowsOf2021ThatAreNoInvocationsAreNamed() {
    var file =
        file(
            "2021.csv",
            "app,func,end_timestamp,duration",
            "a,f,NaN,0.5",
            "a,,1,0.5",
            "a,f,1e30,1",
            "a,f,1,1");

    var trace = Traces.read(file, TraceOptions.DETECT.skippingBadRows());

    assertThat(drawn(trace).arrivals()).hasSize(1);
    assertThat(trace.examples())
        .extracting(example -> example.substring(example.indexOf(" line ") + 1))
        .containsExactly(
            "line 2: end_timestamp is 'NaN', not a number of at least 0",
            "line 3: func is empty",
            "line 4: end_timestamp is '1e30', more than a hundred years");
    assertThatThrownBy(() -> Traces.read(file, TraceOptions.DETECT))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void requestsToALanguageModelTakeAsLongAsTheirTokens() {
    var file =
        file(
            "llm.csv",
            "TIMESTAMP,ContextTokens,GeneratedTokens\r",
            "2023-11-16 23:59:59.5000000,100,10\r",
            "2023-11-17 00:00:01.2500000+00:00,0,1");

    var trace =
        Traces.read(file, TraceOptions.of(":base=1ms,context-token=10us,generated-token=20ms"));

    assertThat(trace.format()).isEqualTo("azure-llm");
    assertThat(drawn(trace).arrivals())
        .containsExactly(
            new Drawn.One(0, 0, 202_000_000), new Drawn.One(7 * SECOND / 4, 0, 21_000_000));
  }

  @Test
  void aRequestWithoutATimeIsNamed() {
    var file = file("llm.csv", "TIMESTAMP,ContextTokens,GeneratedTokens", "yesterday,1,2");

    assertThatThrownBy(() -> Traces.read(file, TraceOptions.DETECT))
        .hasMessageContaining("llm.csv line 2: TIMESTAMP is 'yesterday'");
    assertThatThrownBy(
            () ->
                Traces.read(
                    file(
                        "l.csv",
                        "TIMESTAMP,ContextTokens,GeneratedTokens",
                        "9999-01-01 00:00:00,1,2"),
                    TraceOptions.DETECT))
        .hasMessageContaining("l.csv line 2: TIMESTAMP is '9999-01-01 00:00:00'");
  }

  @Test
  void eachObjectiveOfAFunctionIsAFunction() {
    var file =
        file(
            "objectives.csv",
            "arrival,objective,function,duration",
            "2.0,0.5,f,0.1",
            "1.0,0.25,f,0.1",
            "3.0,0.5,f,0.2");

    var trace = Traces.read(file, TraceOptions.DETECT);

    assertThat(trace.workload().functions())
        .extracting(FunctionProfile::name)
        .containsExactly("f", "f@250000us");
    assertThat(trace.workload().functions())
        .extracting(function -> function.objective().latencyNanos())
        .containsExactly(SECOND / 2, SECOND / 4);
    assertThat(drawn(trace).arrivals())
        .containsExactly(
            new Drawn.One(SECOND, 1, SECOND / 10),
            new Drawn.One(2 * SECOND, 0, SECOND / 10),
            new Drawn.One(3 * SECOND, 0, SECOND / 5));
  }

  @Test
  void arrivalsAndObjectivesAloneAreEnough() {
    var file = file("o.csv", "arrival,objective", "100,50", "0,50", "5,0");
    var options = TraceOptions.of("objectives:unit=1ms,duration=7ms");

    var trace = Traces.read(file, options.skippingBadRows());

    assertThat(drawn(trace).arrivals())
        .containsExactly(new Drawn.One(0, 0, 7_000_000), new Drawn.One(SECOND / 10, 0, 7_000_000));
    assertThat(trace.examples()).singleElement().asString().contains("line 4: objective is 0");
  }

  @Test
  void gapsAddUp() {
    var file = file("gaps.txt", "0.5", "", "1.5", "oops", "0");
    var options = TraceOptions.of("gaps:duration=3ms");

    var trace = Traces.read(file, options.skippingBadRows());

    assertThat(drawn(trace).of(0)).containsExactly(SECOND / 2, 2 * SECOND, 2 * SECOND);
    assertThat(trace.examples())
        .singleElement()
        .asString()
        .contains("line 4: gap is 'oops', not a number");
    assertThat(Traces.read(file("g.csv", "gap", "1"), TraceOptions.DETECT).format())
        .isEqualTo("gaps");
  }

  @Test
  void ratesAreOfOneStepAfterAnother() {
    var file = file("rates.txt", "2", "0", "1");

    var trace = Traces.read(file, TraceOptions.of(":step=90s,placement=even,scale=2,duration=5ms"));

    assertThat(trace.format()).isEqualTo("rates");
    assertThat(trace.workload().lengthNanos()).isEqualTo(270 * SECOND);
    assertThat(drawn(trace).of(0))
        .containsExactly(
            0L, 45 * SECOND / 2, 45 * SECOND, 135 * SECOND / 2, 180 * SECOND, 225 * SECOND);
  }

  @Test
  void ratesByTheSecondMayBePackedAndHaveHoles() throws IOException {
    var file = directory.resolve("twitter.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "second,requests\r\n0,2\r\n3,1\r\n3,1\r\n"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    var trace = Traces.read(file, TraceOptions.DETECT.with("placement", "start"));

    assertThat(drawn(trace).of(0)).containsExactly(0L, 0L, 3 * SECOND, 3 * SECOND);
  }

  @Test
  void stepsThatNothingIsSaidOfTakeNoMemory() {
    var rates = new SparseRates();
    rates.add(3, 2);
    rates.add(60_000_000, 1);
    rates.add(60_000_000, 0.5);

    assertThat(rates.size()).isEqualTo(60_000_001);
    assertThat(rates.at(3)).isEqualTo(2);
    assertThat(rates.at(59_999_999)).isZero();
    assertThat(rates.at(60_000_000)).isEqualTo(1.5);
    assertThat(rates.held()).as("rates that there is room for").isLessThan(10_000);
  }

  @Test
  void ratesOfTooManyFunctionsAreRefused() {
    var file = file("functions.csv", "second,requests", "1048576,1");

    assertThatThrownBy(() -> Traces.read(file, TraceOptions.of("rates:axis=functions")))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("more functions than a trace may have, 1048576");
  }

  @Test
  void ratesThatAreFractionsAreMetOnAverage() {
    var lines = new String[2_000];
    java.util.Arrays.fill(lines, "0.3");
    var file = file("fractions.txt", lines);

    for (var placement : Placement.values()) {
      var trace = Traces.read(file, TraceOptions.DETECT.with("placement", placement.word()));
      assertThat((double) drawn(trace).arrivals().size())
          .as(placement.word())
          .isCloseTo(600, within(80.0));
    }
  }

  @Test
  void ratesMayBeOfFunctions() {
    var file = file("functions.txt", "1.0, 60.0");

    var trace = Traces.read(file, TraceOptions.of("rates:axis=functions,step=1m,hours=10"));

    assertThat(trace.workload().functions()).hasSize(2);
    assertThat(trace.workload().lengthNanos()).isEqualTo(36_000 * SECOND);
    assertThat((double) drawn(trace).of(0).size()).isCloseTo(600, within(100.0));
    assertThat((double) drawn(trace).of(1).size()).isCloseTo(36_000, within(800.0));
  }

  @Test
  void ratesThatAreNoneAreNamed() {
    var file = file("rates.txt", "1", "-2", "3,x");

    var trace = Traces.read(file, TraceOptions.DETECT.skippingBadRows());

    assertThat(trace.examples())
        .extracting(example -> example.substring(example.indexOf(" line ") + 1))
        .containsExactly(
            "line 2: rate 1 is '-2', not a number of at least 0",
            "line 3: rate 2 is 'x', not a number");
  }

  @Test
  void whatCannotBeReadSaysSo() {
    assertThatThrownBy(() -> Traces.read(directory.resolve("none.csv"), TraceOptions.DETECT))
        .hasMessageContaining("there is no trace")
        .hasMessageContaining("none.csv");
    assertThatThrownBy(() -> Traces.read(file("what.csv", "who,knows"), TraceOptions.DETECT))
        .hasMessageContaining("cannot tell the format")
        .hasMessageContaining("azure-2019, invitro, azure-2021");
    assertThatThrownBy(() -> Traces.read(file("x.gz", "plain"), TraceOptions.of("rates")))
        .hasMessageContaining("is not gzip");
    assertThatThrownBy(() -> Traces.read(file("e.txt", ""), TraceOptions.of("rates")))
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> Traces.read(file("r.txt", "1"), TraceOptions.of("rate")))
        .hasMessageContaining("no trace format 'rate'; did you mean 'rates'?");
    assertThatThrownBy(() -> Traces.read(file("r.txt", "1"), TraceOptions.of("rates:stpe=1s")))
        .hasMessageContaining("no parameter 'stpe'; did you mean 'step'?");
    assertThatThrownBy(() -> Traces.read(directory, TraceOptions.DETECT.with("step", "1s")))
        .isInstanceOf(TraceException.class);
  }

  @Test
  void publishedTracesHaveTheirTotals() {
    assertThat(arrivals("invitro/Azure2021_200.csv", "")).isEqualTo(199);
    assertThat(arrivals("azure-llm-2023/AzureLLMInferenceTrace_code.csv", "")).isEqualTo(8_819);
    assertThat(arrivals("azure-llm-2023/AzureLLMInferenceTrace_conv.csv", "")).isEqualTo(19_366);
    assertThat(arrivals("harmonybatch/app1.csv", "rates:step=1m,placement=uniform"))
        .isEqualTo(54_353);
  }

  private static long arrivals(String file, String options) {
    var trace = Traces.read(Data.file(file), TraceOptions.of(options));
    return drawn(trace).arrivals().size();
  }

  @Test
  void aDayOfTweetsIsRead() {
    var trace =
        Traces.read(
            Data.file("twitter/requests-per-second.csv.gz"),
            TraceOptions.DETECT.with("placement", "uniform"));
    var arrivals = trace.workload().arrivals(1);
    var arrival = new dev.hearth.simulator.workload.Arrival();
    long count = 0;
    while (arrivals.next() != Long.MAX_VALUE) {
      arrivals.take(arrival);
      count++;
    }

    assertThat(trace.rows()).isEqualTo(82_805);
    // 22 seconds are there twice.
    assertThat(trace.workload().lengthNanos()).isEqualTo(82_783 * SECOND);
    assertThat(count).isEqualTo(4_328_646);
  }

  @Test
  void ratesOfTheOtherSystemsAreRead() {
    var bursty = Traces.read(Data.file("infless/Bursty.txt"), TraceOptions.DETECT);
    var torpor =
        Traces.read(
            Data.file("torpor/invoc_pattern.txt"), TraceOptions.of(":axis=functions,step=1m"));
    var four = Traces.read(Data.file("harmonybatch"), TraceOptions.of("rates:step=1m"));

    assertThat(bursty.workload().lengthNanos()).isEqualTo(1_007 * SECOND);
    assertThat((double) drawn(bursty).arrivals().size()).isCloseTo(4_078.6, within(250.0));
    assertThat(torpor.workload().functions()).hasSize(1_336);
    assertThat((double) drawn(torpor).arrivals().size()).isCloseTo(15_686.7 * 60, within(5_000.0));
    assertThat(four.workload().functions())
        .extracting(FunctionProfile::name)
        .containsExactly("app1", "app2", "app3", "app4");
  }
}
