package dev.hearth.policies.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HybridHistogramTest {
  private static final long MINUTE = 60 * Stage.SECOND;
  private static final long HOUR = 60 * MINUTE;

  private final Stage stage =
      new Stage(Resources.of(8_000, 16L << 30), Stage.whole("hybrid-histogram", Map.of()));

  private static HybridHistogram policy() {
    return new HybridHistogram(
        new HybridHistogram.Config(240, MINUTE, new Cutoffs(5, 99, 0.1), 0, 5, 2, 0.5, 0.15));
  }

  private static Windows after(long... idleMinutes) {
    var policy = policy();
    for (long minutes : idleMinutes) {
      policy.learn(0, minutes * MINUTE);
    }
    return policy.windows(0);
  }

  @Test
  void withTooFewIdleTimesTheRangeIsKept() {
    assertThat(after(10, 10, 10, 10)).isEqualTo(Windows.keep(4 * HOUR));
  }

  @Test
  void aFlatHistogramIsNotBelieved() {
    var flat = new long[120];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = i;
    }
    assertThat(after(flat)).isEqualTo(Windows.keep(4 * HOUR));
  }

  /** All idle times in bin 10: head 10 min less 10 %, tail 11 min and 10 % more. */
  @Test
  void aHistogramIsCutAtHeadAndTailWithTheirMargins() {
    long head = 9 * MINUTE;
    long tail = (long) (12.1 * MINUTE);
    assertThat(after(10, 10, 10, 10, 10)).isEqualTo(new Windows(head, tail - head));
  }

  /** The paper's example as remembered: 5 h forecast, load after 4.25 h, keep for 1.5 h. */
  @Test
  void aForecastIsSurroundedByItsMargin() {
    assertThat(policy().around(5 * HOUR))
        .isEqualTo(new Windows((long) (4.25 * HOUR), (long) (1.5 * HOUR)));
  }

  @Test
  void idleTimesBeyondTheRangeAreForecast() {
    var steady = after(300, 300, 300, 300, 300, 300);
    assertThat(steady.preWarmNanos()).isBetween((long) (4.24 * HOUR), (long) (4.26 * HOUR));
    assertThat(steady.keepAliveNanos()).isBetween((long) (1.49 * HOUR), (long) (1.51 * HOUR));
  }

  private void everyTenMinutes(int times) {
    stage.startNanos = Stage.SECOND;
    stage.deploy(0, Stage.configuration(1000, 256, 1));
    for (int i = 0; i < times; i++) {
      serveOne();
      stage.advance(10 * MINUTE);
    }
    serveOne();
  }

  private void serveOne() {
    stage.submit(0);
    stage.tick();
    stage.end(stage.lastRun());
    stage.tick();
  }

  private int started() {
    return stage.told(Change.Create.class).size();
  }

  private int stopped() {
    return stage.told(Change.Destroy.class).size();
  }

  @Test
  void anIdleFunctionIsUnloadedAndLoadedAgainBeforeItsNextInvocation() {
    everyTenMinutes(6);
    stage.advance(MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
    int started = started();
    stage.advance(8 * MINUTE);
    assertThat(started()).isEqualTo(started + 1);
    stage.advance(MINUTE);
    stage.submit(0);
    assertThat(started()).isEqualTo(started + 1);
    assertThat(stage.runs).hasSize(8);
  }

  @Test
  void aFunctionThatStaysAwayIsLetGoAfterTheTail() {
    everyTenMinutes(6);
    stage.advance(12 * MINUTE);
    int stopped = stopped();
    stage.advance(MINUTE);
    assertThat(stopped()).isEqualTo(stopped + 1);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
  }

  @Test
  void idleTimesAreLearntOfEachInstanceThatIsUsedAgain() {
    everyTenMinutes(6);
    stage.advance(10 * MINUTE);
    stage.submit(0);
    stage.tick();
    var lasting = stage.lastRun();
    for (int i = 0; i < 60; i++) {
      stage.advance(3 * MINUTE);
      serveOne();
    }
    stage.end(lasting);
    stage.advance(2 * MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isZero();
    stage.advance(MINUTE);
    assertThat(stage.kernel.view().poolOf(0).size()).isGreaterThan(0);
  }

  @Test
  void asManyAreLoadedAgainAsWereUnloaded() {
    everyTenMinutes(6);
    stage.advance(10 * MINUTE);
    stage.submit(0);
    stage.submit(0);
    stage.tick();
    var first = stage.runs.get(stage.runs.size() - 2);
    var second = stage.lastRun();
    stage.end(first);
    stage.end(second);
    stage.advance(9 * MINUTE + Stage.SECOND);
    assertThat(stage.kernel.view().poolOf(0).size()).isEqualTo(2);
  }
}
