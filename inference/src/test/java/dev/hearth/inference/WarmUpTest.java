package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.WarmUp.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTest {
  /** Notes what it is asked to run. */
  private static final class Notes implements LoadedModel {
    final List<List<Tensor>> runs = new ArrayList<>();
    private final GraphMetadata graph;

    Notes(TensorMetadata... inputs) {
      graph = new GraphMetadata(List.of(inputs), List.of(inputs));
    }

    @Override
    public GraphMetadata metadata() {
      return graph;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
      runs.add(inputs);
      return inputs;
    }

    @Override
    public void close() {}
  }

  private static TensorMetadata input(String name, Datatype datatype, Long... shape) {
    return new TensorMetadata(
        name, datatype, List.of(shape), List.of(shape).stream().map(_ -> "").toList());
  }

  private static void run(WarmUp warmUp, LoadedModel model) {
    warmUp.run(model, Optional.of(new BatchAxes(Map.of("x", 0), Map.of("x", 0))));
  }

  @Test
  void itRunsAsOftenAsAskedOnOneRowOfZeros() {
    var model = new Notes(input("x", Datatype.FP32, -1L, 2L));
    run(new WarmUp(3, Data.ZEROS, Map.of()), model);
    assertThat(model.runs).hasSize(3);
    Tensor only = model.runs.getFirst().getFirst();
    assertThat(only.shape()).containsExactly(1, 2);
    assertThat(only.floats()).containsOnly(0);
  }

  @Test
  void noneRunsNothing() {
    var model = new Notes(input("x", Datatype.FP32, -1L, -1L));
    run(WarmUp.NONE, model);
    assertThat(model.runs).isEmpty();
  }

  @Test
  void aDimensionThatVariesIsAsTheManifestSays() {
    var model = new Notes(input("x", Datatype.INT64, -1L, -1L));
    run(new WarmUp(1, Data.ZEROS, Map.of("x", List.of(2L, 16L))), model);
    assertThat(model.runs.getFirst().getFirst().shape()).containsExactly(2, 16);
  }

  @Test
  void aDimensionThatVariesAndIsNotGivenIsNamed() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(
            () ->
                run(
                    new WarmUp(1, Data.ZEROS, Map.of()),
                    new Notes(input("x", Datatype.INT64, -1L, -1L))))
        .withMessageContaining("'x'")
        .withMessageContaining("warm-up.shape");
  }

  @Test
  void aShapeForNoInputAndOneThatDoesNotFitAreRefused() {
    var model = new Notes(input("x", Datatype.INT64, -1L, 2L));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> run(new WarmUp(1, Data.ZEROS, Map.of("z", List.of(1L))), model))
        .withMessageContaining("'z'")
        .withMessageContaining("[x]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> run(new WarmUp(1, Data.ZEROS, Map.of("x", List.of(1L, 3L))), model))
        .withMessageContaining("3");
  }

  @ParameterizedTest
  @EnumSource
  void randomDataFitEveryDatatype(Datatype datatype) {
    var model = new Notes(input("x", datatype, 3L, 4L));
    run(new WarmUp(1, Data.RANDOM, Map.of()), model);
    Tensor only = model.runs.getFirst().getFirst();
    assertThat(only.datatype()).isEqualTo(datatype);
    assertThat(only.elements()).isEqualTo(12);
  }
}
