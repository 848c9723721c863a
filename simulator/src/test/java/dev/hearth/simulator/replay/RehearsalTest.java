package dev.hearth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import dev.hearth.simulator.trace.TraceException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  private static Profile profile(double contention, int mostRows) {
    var points =
        IntStream.rangeClosed(1, mostRows)
            .mapToObj(rows -> new Profile.Point(1_000, 0, rows, 10 * MS, Profile.Source.MEASURED))
            .toList();
    return new Profile(points, contention);
  }

  private static Revision model(String name, Profile profile) {
    return new Revision(
            0,
            name,
            new Configuration(Resources.of(1_000, 1 << 20), new Batching(4, 0), 1),
            new Scale(1, 1),
            Objective.NONE,
            1_000,
            true,
            PolicyChoice.DEFAULTS)
        .withProfile(profile);
  }

  private static Scene scene(int threads, Overheads overheads, Revision... models) {
    var options =
        new KernelOptions(
            0, Resources.of(16_000, 1L << 32), Limits.DEFAULTS, PolicyChoice.DEFAULTS, 1);
    var served =
        List.of(models).stream()
            .map(model -> new NodeFile.Served(model.name(), "1", model, 1, 5.0 * MS))
            .toList();
    var loads =
        List.of(models).stream()
            .map(model -> new Plan.Load(model.name(), "", "", 0, 0, 100 * MS, 1))
            .toList();
    return new Scene(
        new Plan(1, 10 * SECOND, 0, loads),
        new NodeFile(2, threads, MS, options, served),
        List.of(models),
        List.of(models).stream().map(_ -> overheads).toList());
  }

  private static long[] every(long step, long from, int count) {
    return IntStream.range(0, count).mapToLong(i -> from + i * step).toArray();
  }

  /** What waits for the end of a turn of the loop waits a nanosecond. */
  private static long[] micros(Ended ended) {
    return java.util.Arrays.stream(ended.latencyNanos()).map(nanos -> nanos / 1_000).toArray();
  }

  @Test
  void aRequestAloneTakesItsRunAndWhatIsAroundIt() {
    var overheads = new Overheads(2 * MS, MS, 3 * MS, 10 * MS, 0);
    var ended =
        Rehearsal.of(
            scene(2, overheads, model("m", profile(0, 4))), List.of(every(100 * MS, SECOND, 20)));
    assertThat(micros(ended)).hasSize(20).containsOnly(13_000);
    assertThat(ended.ending()).containsOnly(Ended.Ending.ANSWERED);
  }

  @Test
  void runsOfTwoModelsSlowEachOtherDown() {
    var ended =
        Rehearsal.of(
            scene(2, Overheads.NONE, model("a", profile(0.5, 4)), model("b", profile(0.5, 4))),
            List.of(every(100 * MS, SECOND, 5), every(100 * MS, SECOND, 5)));
    assertThat(micros(ended)).hasSize(10).containsOnly(15_000);
  }

  @Test
  void withOneThreadRunsFollowOneAnother() {
    var ended =
        Rehearsal.of(
            scene(1, Overheads.NONE, model("a", profile(0.5, 4)), model("b", profile(0.5, 4))),
            List.of(every(100 * MS, SECOND, 5), every(100 * MS, SECOND, 5)));
    assertThat(micros(ended)).containsOnly(10_000, 20_000);
  }

  @Test
  void whoComesBeforeTheInstanceIsThereWaitsForIt() {
    var ended =
        Rehearsal.of(scene(2, Overheads.NONE, model("m", profile(0, 4))), List.of(new long[] {MS}));
    assertThat(micros(ended)).containsExactly(14_000);
    assertThat(ended.coldStarts()).containsExactly(1);
  }

  @Test
  void theSameSceneEndsTheSameWay() {
    var scene = scene(2, new Overheads(MS, MS, 0, 0, MS), model("m", profile(0.3, 4)));
    var arrivals = List.of(every(7 * MS, 0, 500));
    assertThat(Rehearsal.of(scene, arrivals).latencyNanos())
        .isEqualTo(Rehearsal.of(scene, arrivals).latencyNanos());
  }

  @Test
  void aBatchThatTheProfileDoesNotKnowIsNamed() {
    var scene = scene(2, Overheads.NONE, model("m", profile(0, 1)));
    assertThatThrownBy(() -> Rehearsal.of(scene, List.of(every(MS, SECOND, 50))))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("the profile of 'm' says nothing of")
        .hasMessageContaining("measure it there too");
  }
}
