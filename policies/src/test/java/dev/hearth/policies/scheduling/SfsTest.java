package dev.hearth.policies.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.CpuClass;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SfsTest {
  private static final long SLICE = 200 * Stage.MILLI;

  private final Stage stage =
      new Stage(Resources.of(2_000, 16L << 30), Stage.whole("sfs", Map.of("window", "3")));

  /** Arrivals 100 ms apart on two cores. */
  @BeforeEach
  void warmUp() {
    stage.deploy(0, Stage.configuration(100, 256, 1));
    for (int i = 0; i < 5; i++) {
      stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
      stage.advance(90 * Stage.MILLI);
    }
    stage.regrants.clear();
  }

  private Stage.Ran start() {
    stage.submit(0);
    stage.tick();
    return stage.lastRun();
  }

  private Stage.Ran startThree() {
    start();
    stage.advance(100 * Stage.MILLI);
    start();
    stage.advance(1);
    return start();
  }

  @Test
  void aRunIsFirstInFirstOutForOneSlice() {
    var grant = start().grant();
    assertThat(grant.cpuClass()).isEqualTo(CpuClass.FIFO);
    assertThat(grant.sliceNanos()).isEqualTo(SLICE);
  }

  @Test
  void aRunLongerThanItsSliceFallsBackToTheFairClass() {
    var ran = start();
    stage.advance(SLICE + 1);
    assertThat(stage.regrants).hasSize(1);
    assertThat(stage.regrants.getFirst().run()).isEqualTo(ran.run());
    assertThat(stage.regrants.getFirst().grant().cpuClass()).isEqualTo(CpuClass.DEFAULT);
  }

  @Test
  void oneMoreThanThereAreCoresWaitsInTheFairClass() {
    assertThat(startThree().grant().cpuClass()).isEqualTo(CpuClass.DEFAULT);
  }

  @Test
  void theOneThatWaitsGetsTheCoreOfOneThatEnds() {
    var third = startThree();
    stage.end(stage.runs.get(stage.runs.size() - 2));
    stage.tick();
    assertThat(stage.regrants.getLast().run()).isEqualTo(third.run());
    assertThat(stage.regrants.getLast().grant().cpuClass()).isEqualTo(CpuClass.FIFO);
  }

  @Test
  void aBlockedRunGivesItsCoreUpAndQueuesAgainWithTheRestOfItsSlice() {
    var first = start();
    stage.advance(50 * Stage.MILLI);
    stage.kernel.progress(stage.now, first.run(), 0, Mark.BLOCKED);
    stage.tick();
    assertThat(stage.regrants.getLast().grant().cpuClass()).isEqualTo(CpuClass.DEFAULT);
    stage.advance(10 * Stage.MILLI);
    stage.kernel.progress(stage.now, first.run(), 0, Mark.UNBLOCKED);
    stage.tick();
    assertThat(stage.regrants.getLast().grant().cpuClass()).isEqualTo(CpuClass.FIFO);
    assertThat(stage.regrants.getLast().grant().sliceNanos()).isEqualTo(SLICE - 50 * Stage.MILLI);
  }

  @Test
  void underOverloadArrivalsGoStraightToTheFairClass() {
    startThree();
    var queued = startEveryTenMillis(6);
    var bypassing = startEveryTenMillis(1);
    stage.regrants.clear();
    List.copyOf(stage.runs).stream()
        .filter(ran -> ran.run() != queued.run() && ran.run() != bypassing.run())
        .forEach(stage::end);
    stage.tick();
    assertThat(stage.regrants)
        .extracting(Stage.Regranted::run)
        .contains(queued.run())
        .doesNotContain(bypassing.run());
  }

  /** With the slice at 20 ms, the head of the queue has then waited six times 10 ms. */
  private Stage.Ran startEveryTenMillis(int arrivals) {
    for (int i = 0; i < arrivals; i++) {
      stage.advance(10 * Stage.MILLI);
      start();
    }
    return stage.lastRun();
  }
}
