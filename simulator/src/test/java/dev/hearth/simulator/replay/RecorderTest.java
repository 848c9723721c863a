package dev.hearth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecorderTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path folder;

  private Plan.Load load(String rates, String format, long from, double rate) throws IOException {
    var trace = Files.writeString(folder.resolve("rates.txt"), rates);
    return new Plan.Load("m", trace.toString(), format, from, rate, SECOND, 1);
  }

  private static long[] arrivals(Plan.Load load, long seed) {
    return new Recorder(new Plan(seed, 100 * SECOND, 0, List.of(load))).arrivals().getFirst();
  }

  private static String steps(int low, int high) {
    return "%d\n".formatted(low).repeat(50) + "%d\n".formatted(high).repeat(50);
  }

  @Test
  void aRateIsReachedAndTheShapeKept() throws IOException {
    var made = arrivals(load(steps(1, 3), "rates:step=1s", 0, 40), 1);
    assertThat(made.length).isBetween(3_750, 4_250);
    long early = Arrays.stream(made).filter(instant -> instant < 50 * SECOND).count();
    assertThat((double) early / made.length).isBetween(0.22, 0.28);
    assertThat(made).isSorted();
  }

  @Test
  void equalSeedsGiveEqualInstantsAndOthersOthers() throws IOException {
    var load = load(steps(1, 3), "rates:step=1s", 0, 5);
    assertThat(arrivals(load, 1)).isEqualTo(arrivals(load, 1)).isNotEqualTo(arrivals(load, 2));
  }

  @Test
  void aReplayBeginsWhereThePlanSays() throws IOException {
    var made = arrivals(load(steps(0, 8), "rates:step=1s", 50 * SECOND, 0), 1);
    assertThat(Arrays.stream(made).filter(instant -> instant < 10 * SECOND).count())
        .isGreaterThan(40);
    assertThat(Arrays.stream(made).max().orElseThrow()).isLessThan(50 * SECOND);
  }

  @Test
  void aRateThatTheTraceCannotReachIsRefused() throws IOException {
    var none = load(steps(0, 0), "rates:step=1s", 0, 5);
    assertThatThrownBy(() -> arrivals(none, 1))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("has 0 requests")
        .hasMessageContaining("ask for less");
  }
}
