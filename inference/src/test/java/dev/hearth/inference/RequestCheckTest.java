package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.InvalidRequest.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestCheckTest {
  private static final GraphMetadata GRAPH =
      new GraphMetadata(
          List.of(
              new TensorMetadata("ids", Datatype.INT64, List.of(-1L, -1L), List.of("batch", "n")),
              new TensorMetadata("mask", Datatype.INT64, List.of(-1L, -1L), List.of("batch", "n")),
              new TensorMetadata("state", Datatype.FP32, List.of(2L, -1L), List.of("", "batch"))),
          List.of(new TensorMetadata("y", Datatype.FP32, List.of(-1L, 4L), List.of("batch", ""))));

  private static final Tensor IDS = Tensor.ofLongs("ids", new long[] {1, 2}, 1, 2);
  private static final Tensor MASK = Tensor.ofLongs("mask", new long[] {1, 2}, 1, 1);
  private static final Tensor STATE = Tensor.ofFloats("state", new long[] {2, 1}, 0, 0);

  @Test
  void aFittingRequestPasses() {
    assertThatCode(() -> check(Set.of("y"), STATE, IDS, MASK)).doesNotThrowAnyException();
  }

  @Test
  void anUnknownInputIsNamedWithThoseThereAre() {
    Tensor odd = Tensor.ofLongs("odd", new long[] {1}, 1);
    refused(Code.UNKNOWN_INPUT, "no input 'odd'; its inputs are [ids, mask, state]", IDS, odd);
  }

  @Test
  void aMissingInputIsNamed() {
    refused(Code.MISSING_INPUT, "input 'mask' is missing", IDS, STATE);
  }

  @Test
  void aRepeatedInputIsNamed() {
    refused(Code.DUPLICATE_INPUT, "input 'ids' is given more than once", IDS, MASK, IDS);
  }

  @Test
  void aWrongDatatypeIsNamed() {
    Tensor ints = Tensor.ofInts("ids", new long[] {1, 2}, 1, 2);
    refused(Code.WRONG_DATATYPE, "'ids' is INT32 but the model takes INT64", ints, MASK, STATE);
  }

  @Test
  void aWrongRankIsNamed() {
    Tensor flat = Tensor.ofLongs("ids", new long[] {2}, 1, 2);
    refused(Code.WRONG_RANK, "has 1 dimensions, [2], but the model takes 2", flat, MASK, STATE);
  }

  @Test
  void aWrongFixedDimensionIsNamed() {
    Tensor wide = Tensor.ofFloats("state", new long[] {3, 1}, 0, 0, 0);
    refused(Code.WRONG_DIMENSION, "dimension 0 must be 2", IDS, MASK, wide);
  }

  @Test
  void noRowsAreNotEnough() {
    Tensor empty = Tensor.ofLongs("ids", new long[] {0, 2});
    refused(Code.NO_ROWS, "[0, 2]: dimension 0 must be at least 1", empty, MASK, STATE);
  }

  @Test
  void oneSymbolHasOneLength() {
    Tensor longer = Tensor.ofLongs("mask", new long[] {1, 3}, 1, 1, 1);
    refused(
        Code.INCONSISTENT_DIMENSION,
        "'n' is 2 in input 'ids' but 3 in input 'mask'",
        IDS,
        longer,
        STATE);
  }

  @Test
  void anUnknownOutputIsNamedWithThoseThereAre() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> check(Set.of("z"), IDS, MASK, STATE))
        .withMessageContaining("no output 'z'; its outputs are [y]")
        .extracting(InvalidRequest::code)
        .isEqualTo(Code.UNKNOWN_OUTPUT);
  }

  private static void refused(Code code, String message, Tensor... inputs) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> check(Set.of(), inputs))
        .withMessageContaining(message)
        .extracting(InvalidRequest::code)
        .isEqualTo(code);
  }

  private static void check(Set<String> outputs, Tensor... inputs) {
    GRAPH.check(new InferenceRequest(List.of(inputs), outputs));
  }

  private static TensorMetadata rows(String name) {
    return new TensorMetadata(name, Datatype.INT64, List.of(-1L), List.of("rows"));
  }

  private static InferenceRequest asking(String output, String... inputs) {
    return new InferenceRequest(
        Arrays.stream(inputs).map(name -> Tensor.ofLongs(name, new long[] {1}, 7)).toList(),
        output.isEmpty() ? Set.of() : Set.of(output));
  }

  @Test
  void anySetOfInputsIsTakenButNoMixture() {
    var graph =
        new GraphMetadata(
            List.of(rows("text")),
            List.of(rows("y")),
            List.of(
                List.of(rows("ids"), rows("mask"), rows("types")),
                List.of(rows("ids"), rows("mask"))),
            List.of(rows("count")));
    graph.check(asking("", "text"));
    graph.check(asking("count", "mask", "ids"));
    graph.check(asking("y", "ids", "types", "mask"));
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> graph.check(asking("", "ids")))
        .withMessageContaining("'mask' is missing");
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> graph.check(asking("", "text", "ids")))
        .withMessageContaining("no input 'ids'");
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> graph.check(asking("", "nonsense")))
        .withMessageContaining("[text]");
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> graph.check(asking("x", "text")))
        .withMessageContaining("[y, count]");
    assertThat(graph.batchAxes().orElseThrow().rows(asking("", "ids", "mask"))).isEqualTo(1);
  }
}
