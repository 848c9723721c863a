package dev.hearth.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  private static final long SECOND = 1_000_000_000;

  private static String metrics(String model, int answered, int refused, int slow) {
    return """
    # HELP hearth_requests_total Requests by their outcome
    hearth_requests_total{model="%1$s",version="2",outcome="answered"} %2$d.0
    hearth_requests_total{model="%1$s",version="2",outcome="queue_full"} %3$d.0
    hearth_request_seconds_bucket{model="%1$s",version="2",le="0.01"} %5$d
    hearth_request_seconds_bucket{model="%1$s",version="2",le="0.1"} %2$d
    hearth_request_seconds_bucket{model="%1$s",version="2",le="+Inf"} %2$d
    hearth_instances{model="%1$s",version="2",state="busy"} 1.0
    hearth_instances{model="%1$s",version="2",state="idle"} 0.0
    hearth_queue_length{model="%1$s",version="2"} 7.0
    hearth_batch_size_count{model="%1$s",version="2"} %4$d
    hearth_batch_size_sum{model="%1$s",version="2"} %2$d.0
    hearth_cold_starts_total{model="%1$s",version="2"} 3.0
    hearth_unanswered 9.0
    jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1048576.0
    jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 3145728.0
    """
        .formatted(model, answered, refused, answered / 4, answered - slow);
  }

  private static Sample between(String before, String after, long nanos) {
    return Sample.of(Reading.of(0, before), Reading.of(nanos, after));
  }

  @Test
  void ratesAndPercentilesAreOfTheTimeBetween() {
    Sample sample = between(metrics("m", 1000, 10, 0), metrics("m", 1400, 30, 100), 2 * SECOND);
    Activity m = sample.versions().getFirst();

    assertThat(m.key()).isEqualTo(new Key("m", "2"));
    assertThat(m.answered()).isCloseTo(200, within(1e-9));
    assertThat(m.refused()).isCloseTo(10, within(1e-9));
    assertThat(m.batch()).isCloseTo(4, within(1e-9));
    assertThat(m.queued()).isEqualTo(7);
    assertThat(m.running()).isEqualTo(1);
    assertThat(m.newColdStarts()).isZero();
    // 300 of 400 took at most 10 ms, 100 from 10 to 100 ms, taken as evenly spread.
    assertThat(m.p50Ms()).isCloseTo(10 * 200 / 300.0, within(1e-6));
    assertThat(m.p99Ms()).isCloseTo(10 + 90 * 0.96, within(1e-6));
    assertThat(sample.heapMib()).isEqualTo(4);
    assertThat(sample.value("hearth_unanswered")).isEqualTo(9);
  }

  @Test
  void aNodeThatBeganAnewCountsFromNothing() {
    Sample sample = between(metrics("m", 1000, 10, 0), metrics("m", 40, 0, 0), SECOND);

    assertThat(sample.versions().getFirst().answered()).isCloseTo(40, within(1e-9));
    assertThat(sample.versions().getFirst().p50Ms()).isCloseTo(5, within(1e-6));
  }

  @Test
  void aVersionThatDidNothingHasNoLatency() {
    Sample sample = between(metrics("m", 10, 0, 0), metrics("m", 10, 0, 0), SECOND);

    assertThat(sample.versions().getFirst().p99Ms()).isNaN();
    assertThat(sample.json().path("models").get(0).path("p99Ms").isNull()).isTrue();
    assertThat(TopTable.lines(sample, 120, 20).get(1)).contains("m:2").contains(" - ");
  }

  @Test
  void labelsMayHoldWhatPrometheusEscapes() {
    Sample sample = between("", metrics("a\\\"b\\\\c", 1, 0, 0), SECOND);

    assertThat(sample.versions().getFirst().key().name()).isEqualTo("a\"b\\c");
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Sample sample = between("", metrics("a\u001b[2Jb", 1, 0, 0), SECOND);

    assertThat(TopTable.lines(sample, 120, 20).get(1)).startsWith("a?[2Jb:2");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 100, 200})
  void aThousandModelsFitAnyTerminalBusiestFirst(int width) {
    String before = thousand(0);
    String after = thousand(1);
    List<String> lines = TopTable.lines(between(before, after, SECOND), width, 22);

    assertThat(lines).hasSize(22).allMatch(line -> line.length() <= width);
    assertThat(lines.get(1)).startsWith("model-999:2");
    assertThat(lines.getLast()).isEqualTo("... and 980 more");
  }

  private static String thousand(int times) {
    return IntStream.range(0, 1000)
        .mapToObj(i -> metrics("model-" + i, times * (i + 1), 0, 0))
        .collect(Collectors.joining());
  }

  @Test
  void widerTerminalsShowMore() {
    Sample sample = between("", metrics("m", 1, 0, 0), SECOND);

    assertThat(TopTable.lines(sample, 40, 5).getFirst()).contains("REQ/S").doesNotContain("COLD");
    assertThat(TopTable.lines(sample, 140, 5).getFirst())
        .contains("INSTANCES", "QUEUE", "REQ/S", "P50 MS", "P99 MS", "BATCH", "REFUSED", "COLD");
  }

  private static String held(double mebibytes, double gibSeconds) {
    return """
    hearth_memory_bytes{model="m",version="1"} %1$s
    hearth_memory_gib_seconds_total{model="m",version="1"} %2$s
    hearth_function_memory_bytes{function="f",sandbox="wasm",version="$LATEST"} %1$s
    hearth_function_memory_gib_seconds_total{function="f",sandbox="wasm",version="$LATEST"} %2$s
    hearth_function_invocations_total{function="f",sandbox="wasm",version="$LATEST",outcome="refused_queue_full"} %2$s
    hearth_price_gib_second 0.5
    """
        .formatted(mebibytes * (1 << 20), gibSeconds);
  }

  @Test
  void memoryAndItsCostAreOfModelsAndOfFunctions() {
    Sample sample = between(held(512, 3), held(512, 4), 2 * SECOND);

    assertThat(sample.versions()).hasSize(2);
    for (Activity each : sample.versions()) {
      assertThat(each.memoryBytes()).isEqualTo(512.0 * (1 << 20));
      assertThat(each.costPerHour()).isCloseTo(0.5 * 3600 * 0.5, within(1e-9));
      assertThat(each.cost()).isCloseTo(2, within(1e-9));
    }
    assertThat(sample.versions().getFirst().key()).isEqualTo(new Key("f", "$LATEST", true));
    assertThat(sample.versions().getFirst().refused()).isCloseTo(0.5, within(1e-9));
    assertThat(sample.heldMib()).isEqualTo(1024);
    assertThat(sample.json().path("functions").get(0).path("memoryBytes").asLong())
        .isEqualTo(512L << 20);
    assertThat(TopTable.lines(sample, 160, 20).get(1)).contains("f:$LATEST()", "512", "900.0");
  }
}
