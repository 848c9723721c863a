package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchedRunTest {
  @TempDir Path directory;

  private final ModelRuntime runtime = new OnnxRuntime();

  private LoadedModel open(TinyModel model) {
    return runtime.open(model.artifact(directory.resolve("model.onnx")), RuntimeOptions.defaults());
  }

  @Test
  void eachRequestGetsItsOwnRowsOfEveryOutput() {
    try (LoadedModel model = open(TinyModel.arithmetic(1))) {
      var batch = new BatchedRun(model, model.metadata().batchAxes().orElseThrow());
      var one = request(floats("a", 1, 1, 2), floats("b", 1, 1, 10));
      var two = request(floats("b", 2, 1, 5, 6), floats("a", 2, 1, 3, 4));
      List<List<Tensor>> answers = batch.run(List.of(one, two));
      assertThat(answers.get(0).get(0).floats()).containsExactly(12);
      assertThat(answers.get(0).get(1).floats()).containsExactly(20);
      assertThat(answers.get(1).get(0).floats()).containsExactly(8, 10);
      assertThat(answers.get(1).get(1).floats()).containsExactly(15, 24);
    }
  }

  @Test
  void batchingAlongAnInnerAxisSharesTheInputsWithoutOne() {
    try (LoadedModel model = open(TinyModel.scaled())) {
      var batch = new BatchedRun(model, model.metadata().batchAxes("batch"));
      Tensor scale = Tensor.ofFloats("scale", new long[] {}, 10);
      Tensor first = Tensor.ofFloats("x", new long[] {2, 1, 1}, 1, 2);
      Tensor second = Tensor.ofFloats("x", new long[] {2, 2, 1}, 3, 4, 5, 6);
      List<List<Tensor>> answers =
          batch.run(List.of(request(first, scale), request(second, scale)));
      assertThat(answers.get(0).getFirst().floats()).containsExactly(10, 20);
      assertThat(answers.get(1).getFirst().floats()).containsExactly(30, 40, 50, 60);
    }
  }

  @Test
  void aGraphWhoseAnswerHasOtherRowsIsNotBatched() {
    TinyModel summing =
        new TinyModel()
            .input("x", Datatype.FP32, "N")
            .output("y", Datatype.FP32, "M")
            .node("ReduceSum", List.of("x"), List.of("y"));
    try (LoadedModel model = open(summing)) {
      var batch = new BatchedRun(model, new BatchAxes(Map.of("x", 0), Map.of("y", 0)));
      var request = request(Tensor.ofFloats("x", new long[] {1}, 1));
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> batch.run(List.of(request, request)))
          .withMessageContaining("answered 2 rows with y:FP32[1]")
          .extracting(ModelException::code)
          .isEqualTo(ModelException.Code.INVALID_BATCH_AXIS);
    }
  }

  @Test
  void aBatchWithOneBadMemberFailsAndTheOthersSucceedAlone() {
    try (LoadedModel model = open(TinyModel.lookup(5, 6, 7))) {
      var batch = new BatchedRun(model, model.metadata().batchAxes().orElseThrow());
      var good = request(Tensor.ofLongs("x", new long[] {1, 1}, 2));
      var bad = request(Tensor.ofLongs("x", new long[] {1, 1}, 99));
      assertThatExceptionOfType(InvalidRequest.class)
          .isThrownBy(() -> batch.run(List.of(good, bad)))
          .extracting(InvalidRequest::code)
          .isEqualTo(InvalidRequest.Code.RUN_FAILED);
      assertThat(batch.run(List.of(good)).getFirst().getFirst().floats()).containsExactly(7);
    }
  }

  private static Tensor floats(String name, int rows, int columns, float... values) {
    return Tensor.ofFloats(name, new long[] {rows, columns}, values);
  }

  private static InferenceRequest request(Tensor... inputs) {
    return new InferenceRequest(List.of(inputs), Set.of());
  }
}
