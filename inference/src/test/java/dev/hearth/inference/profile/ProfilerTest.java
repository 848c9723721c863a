package dev.hearth.inference.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.kernel.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ProfilerTest {
  private static final long BASE_NANOS = 2_000_000;
  private static final long ROW_NANOS = 1_000_000;
  private static final Effort LITTLE = new Effort(1, 3, 6, 0);

  private final List<List<Tensor>> runs = Collections.synchronizedList(new ArrayList<>());
  private int closed;

  private final GraphMetadata graph =
      new GraphMetadata(
          List.of(
              new TensorMetadata("ids", Datatype.INT64, List.of(-1L, -1L), List.of("batch", "n"))),
          List.of(new TensorMetadata("y", Datatype.FP32, List.of(-1L), List.of("batch"))));

  /** Takes 2 ms and 1 ms more for each row, shared out among its threads. */
  private LoadedModel sleeping(int threads) {
    return new LoadedModel() {
      @Override
      public GraphMetadata metadata() {
        return graph;
      }

      @Override
      public List<Tensor> run(List<Tensor> inputs, Set<String> requested) {
        runs.add(inputs);
        long until =
            System.nanoTime() + (BASE_NANOS + ROW_NANOS * inputs.getFirst().dimension(0)) / threads;
        while (System.nanoTime() < until) {
          LockSupport.parkNanos(until - System.nanoTime());
        }
        return List.of();
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private SampleInputs inputs(String length) {
    var shapes = Map.of("ids", List.of(Extent.parse("1"), Extent.parse(length)));
    return new SampleInputs(
        graph,
        Optional.of(new BatchAxes(Map.of("ids", 0), Map.of("y", 0))),
        new Samples(shapes, Map.of(), Samples.DEFAULTS.words()),
        false);
  }

  private Profile measure(ProfilePlan plan, String length, BooleanSupplier stopped) {
    return new Profiler(this::sleeping, inputs(length), LITTLE, stopped)
        .measure(plan, (_, _, _) -> {});
  }

  @Test
  void measuresEveryConfigurationAndNoneFasterThanItIs() {
    var plan = new ProfilePlan(List.of(4, 1), List.of(2, 1), false);
    Profile profile = measure(plan, "8", () -> false);
    assertThat(profile.points()).hasSize(4);
    for (Profile.Point point : profile.points()) {
      assertThat(point.source()).isEqualTo(Profile.Source.MEASURED);
      assertThat(point.nanos())
          .isGreaterThanOrEqualTo(
              (BASE_NANOS + ROW_NANOS * point.rows()) * 1_000 / point.cpuMillis());
    }
    assertThat(closed).isEqualTo(2);
  }

  @Test
  void rangesAreSpreadOverTheRunsFromTheirLeastToTheirMost() {
    measure(new ProfilePlan(List.of(1), List.of(1), false), "16..128", () -> false);
    var lengths = runs.stream().map(run -> run.getFirst().dimension(1)).toList();
    assertThat(lengths).contains(16L).allMatch(length -> length >= 16 && length <= 128);
    assertThat(lengths.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void tellsOfEachStep() {
    var steps = new ArrayList<String>();
    new Profiler(this::sleeping, inputs("4"), LITTLE, () -> false)
        .measure(
            new ProfilePlan(List.of(1, 2), List.of(1), true),
            (done, of, soFar) -> steps.add(done + "/" + of + " " + soFar.size()));
    assertThat(steps).containsExactly("1/3 1", "2/3 2", "3/3 2");
  }

  @Test
  void stopsBetweenRunsAndClosesTheModel() {
    var plan = new ProfilePlan(List.of(1), List.of(1), false);
    assertThatThrownBy(() -> measure(plan, "4", () -> runs.size() >= 2))
        .isInstanceOf(CancellationException.class);
    assertThat(runs).hasSize(2);
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void aPlanThatIsTooLargeOrEmptyIsRefused() {
    assertThatThrownBy(() -> new ProfilePlan(List.of(), List.of(1), false))
        .hasMessageContaining("batches must be whole numbers from 1");
    var many = java.util.stream.IntStream.rangeClosed(1, 129).boxed().toList();
    assertThatThrownBy(() -> new ProfilePlan(many, List.of(1, 2), false))
        .hasMessageContaining("more than 256");
  }
}
