package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchAxesTest {
  @Test
  void oneSymbolInFrontOfEveryTensorIsTheBatchAxis() {
    var graph = graph(List.of(tensor("a", "N", "n"), tensor("b", "N")), tensor("y", "N", "4"));
    assertThat(graph.batchAxes()).contains(new BatchAxes(Map.of("a", 0, "b", 0), Map.of("y", 0)));
  }

  @Test
  void differentSymbolsInFrontMeanNoBatching() {
    assertThat(graph(List.of(tensor("a", "N")), tensor("y", "M")).batchAxes()).isEmpty();
  }

  @Test
  void aFixedFirstDimensionMeansNoBatching() {
    assertThat(graph(List.of(tensor("a", "1", "n")), tensor("y", "1")).batchAxes()).isEmpty();
  }

  @Test
  void anUnnamedFirstDimensionMeansNoBatching() {
    assertThat(graph(List.of(tensor("a", "")), tensor("y", "")).batchAxes()).isEmpty();
  }

  @Test
  void aScalarMeansNoBatching() {
    assertThat(graph(List.of(tensor("a", "N"), tensor("s")), tensor("y", "N")).batchAxes())
        .isEmpty();
  }

  @Test
  void aSymbolOnTwoAxesMeansNoBatching() {
    assertThat(graph(List.of(tensor("a", "N", "N")), tensor("y", "N")).batchAxes()).isEmpty();
  }

  @Test
  void aNamedSymbolIsFoundOnWhicheverAxisAndMayBeAbsentFromInputs() {
    var graph = graph(List.of(tensor("a", "2", "B"), tensor("s")), tensor("y", "4", "n", "B"));
    assertThat(graph.batchAxes("B")).isEqualTo(new BatchAxes(Map.of("a", 1), Map.of("y", 2)));
  }

  @Test
  void aNamedSymbolMustBeInEveryOutput() {
    var graph = graph(List.of(tensor("a", "B")), tensor("y", "4"));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> graph.batchAxes("B"))
        .withMessageContaining("output 'y' has no dimension named 'B'")
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.INVALID_BATCH_AXIS);
  }

  @Test
  void aNamedSymbolMustBeInSomeInput() {
    var graph = graph(List.of(tensor("a", "B")), tensor("y", "B"));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> graph.batchAxes("rows"))
        .withMessageContaining("no input has a dimension named 'rows'");
  }

  @Test
  void aNamedSymbolMustNotBeTwiceInOneTensor() {
    var graph = graph(List.of(tensor("a", "B", "B")), tensor("y", "B"));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> graph.batchAxes("B"))
        .withMessageContaining("'a' has several dimensions named 'B'");
  }

  @Test
  void aNumberIsTheAxisOfEveryTensorThatHasIt() {
    var graph = graph(List.of(tensor("a", "", "n"), tensor("s")), tensor("y", "", "4"));
    assertThat(graph.batchAxes(new BatchAxis.Everywhere(0)))
        .isEqualTo(new BatchAxes(Map.of("a", 0), Map.of("y", 0)));
  }

  @Test
  void aNamedTensorHasAnAxisOfItsOwnAndTheOthersAreShared() {
    var graph = graph(List.of(tensor("a", ""), tensor("state", "2", "")), tensor("y", ""));
    assertThat(graph.batchAxes(new BatchAxis.Named(Map.of("state", 1, "y", 0))))
        .isEqualTo(new BatchAxes(Map.of("state", 1), Map.of("y", 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state | 0 | dimension 0 of 'state' is always 2",
        "state | 2 | has only 2 dimensions",
        "stat  | 1 | there is no 'stat' among its inputs and outputs [state, y]"
      })
  void anAxisThatIsNotThereIsRefused(String name, int axis, String why) {
    var graph = graph(List.of(tensor("state", "2", "")), tensor("y", ""));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> graph.batchAxes(new BatchAxis.Named(Map.of(name, axis, "y", 0))))
        .withMessageContaining(why);
  }

  @Test
  void differentNumbersOfRowsWouldMixCallersAndAreRefused() {
    var axes = new BatchAxes(Map.of("x", 0, "state", 1), Map.of("y", 0));
    InferenceRequest request =
        new InferenceRequest(
            List.of(
                Tensor.ofLongs("x", new long[] {1, 2}, new long[2]),
                Tensor.ofLongs("state", new long[] {2, 2}, new long[4])),
            Set.of());
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> axes.rows(request))
        .withMessageContaining("'x' has 1 rows but input 'state' has 2");
  }

  @Test
  void rowsAreCountedAlongTheBatchAxis() {
    var axes = new BatchAxes(Map.of("x", 1), Map.of("y", 1));
    assertThat(axes.rows(request(Tensor.ofLongs("x", new long[] {2, 3}, new long[6]))))
        .isEqualTo(3);
  }

  @Test
  void requestsThatDifferOnlyInRowsMayShareABatch() {
    assertSame(
        request(Tensor.ofLongs("x", new long[] {1, 2}, 1, 2)),
        request(Tensor.ofLongs("x", new long[] {2, 2}, 3, 4, 5, 6)));
  }

  @Test
  void theOrderOfInputsDoesNotMatter() {
    Tensor x = Tensor.ofLongs("x", new long[] {1, 1}, 1);
    Tensor s = Tensor.ofLongs("s", new long[] {}, 1);
    assertSame(request(x, s), request(s, x));
  }

  @Test
  void anotherDimensionKeepsRequestsApart() {
    assertDifferent(
        request(Tensor.ofLongs("x", new long[] {1, 2}, 1, 2)),
        request(Tensor.ofLongs("x", new long[] {1, 3}, 1, 2, 3)));
  }

  @Test
  void theDatatypeKeepsRequestsApart() {
    assertDifferent(
        request(Tensor.ofLongs("x", new long[] {1, 1}, 1)),
        request(Tensor.ofInts("x", new long[] {1, 1}, 1)));
  }

  @Test
  void theOutputsWantedKeepRequestsApart() {
    List<Tensor> inputs = List.of(Tensor.ofLongs("x", new long[] {1, 1}, 1));
    assertDifferent(
        new InferenceRequest(inputs, Set.of()), new InferenceRequest(inputs, Set.of("y")));
  }

  @Test
  void theContentsOfASharedInputKeepRequestsApart() {
    Tensor x = Tensor.ofLongs("x", new long[] {1, 1}, 1);
    assertSame(
        request(x, Tensor.ofLongs("s", new long[] {}, 16000)),
        request(x, Tensor.ofLongs("s", new long[] {}, 16000)));
    assertDifferent(
        request(x, Tensor.ofLongs("s", new long[] {}, 16000)),
        request(x, Tensor.ofLongs("s", new long[] {}, 8000)));
  }

  private static final BatchAxes AXES = new BatchAxes(Map.of("x", 0), Map.of("y", 0));

  private static void assertSame(InferenceRequest one, InferenceRequest other) {
    assertThat(AXES.signature(one)).isEqualTo(AXES.signature(other));
    assertThat(AXES.signature(one)).hasSameHashCodeAs(AXES.signature(other));
  }

  private static void assertDifferent(InferenceRequest one, InferenceRequest other) {
    assertThat(AXES.signature(one)).isNotEqualTo(AXES.signature(other));
  }

  private static InferenceRequest request(Tensor... inputs) {
    return new InferenceRequest(List.of(inputs), Set.of());
  }

  private static GraphMetadata graph(List<TensorMetadata> inputs, TensorMetadata output) {
    return new GraphMetadata(inputs, List.of(output));
  }

  private static TensorMetadata tensor(String name, String... dimensions) {
    List<Long> shape =
        Arrays.stream(dimensions).map(d -> d.matches("\\d+") ? Long.valueOf(d) : -1L).toList();
    List<String> names = Arrays.stream(dimensions).map(d -> d.matches("\\d+") ? "" : d).toList();
    return new TensorMetadata(name, Datatype.FP32, shape, names);
  }
}
