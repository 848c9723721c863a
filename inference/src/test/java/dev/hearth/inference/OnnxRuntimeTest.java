package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxRuntimeTest {
  @TempDir Path directory;

  private final ModelRuntime runtime = new OnnxRuntime();

  private LoadedModel open(TinyModel model) {
    return runtime.open(model.artifact(directory.resolve("model.onnx")), RuntimeOptions.defaults());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
  void everyFixedWidthDatatypePassesThroughUnchanged(Datatype datatype) {
    var bytes = new byte[6 * datatype.byteWidth()];
    new Random(7).nextBytes(bytes);
    if (datatype == Datatype.BOOL) {
      Arrays.fill(bytes, (byte) 1);
    }
    ByteBuffer contents = Tensor.direct(bytes.length).put(bytes).flip();
    try (LoadedModel model = open(TinyModel.identity(datatype, "N", "3"))) {
      Tensor input = Tensor.of("x", datatype, new long[] {2, 3}, contents);
      Tensor output = model.run(List.of(input), Set.of()).getFirst();
      assertThat(output.datatype()).isEqualTo(datatype);
      assertThat(output.shape()).containsExactly(2, 3);
      assertThat(output.contents()).isEqualTo(input.contents());
    }
  }

  private static float turned(LoadedModel model, float turns) {
    ByteBuffer contents = Tensor.direct(Float.BYTES).putFloat(turns).flip();
    Tensor input = Tensor.of("x", Datatype.FP32, new long[] {1, 1}, contents);
    return model.run(List.of(input), Set.of()).getFirst().contents().getFloat();
  }

  @Test
  void aRunThatIsCancelledEndsAndTheModelGoesOn() throws Exception {
    try (LoadedModel model = open(TinyModel.turning());
        var threads = Executors.newSingleThreadExecutor()) {
      var cancellation = new Cancellation();
      Future<Float> endless = threads.submit(() -> cancellation.during(() -> turned(model, 9e18F)));
      assertThat(new Cancellation().<Float>during(() -> turned(model, 3))).isEqualTo(-3);
      assertThat(endless.isDone()).isFalse();
      cancellation.cancel();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
          .withMessageContaining("terminate");
      assertThat(turned(model, 2)).isEqualTo(2);
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> cancellation.during(() -> turned(model, 1)));
    }
  }

  @Test
  void questionMarksNameNoDimension() {
    try (LoadedModel model = open(TinyModel.identity(Datatype.FP32, "?", "?", "N"))) {
      Tensor input = Tensor.of("x", Datatype.FP32, new long[] {1, 2, 1}, Tensor.direct(8));
      model.metadata().check(new InferenceRequest(List.of(input), Set.of()));
      assertThat(model.metadata().inputs().getFirst().dimensionNames())
          .containsExactly("", "", "N");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UINT8", "UINT32", "FP32"})
  void inputsOnTheHeapPassToo(Datatype datatype) {
    ByteBuffer contents = ByteBuffer.allocate(datatype.byteWidth()).put(0, (byte) 9);
    try (LoadedModel model = open(TinyModel.identity(datatype, "N"))) {
      Tensor input = Tensor.of("x", datatype, new long[] {1}, contents);
      Tensor output = model.run(List.of(input), Set.of()).getFirst();
      assertThat(output.contents()).isEqualTo(input.contents());
    }
  }

  @Test
  void stringsPassThroughAsUtf8() {
    List<byte[]> strings =
        List.of(utf8(""), utf8("plain"), utf8("na\u00efve \u4e16\u754c"), utf8("\uD83D\uDE00!"));
    try (LoadedModel model = open(TinyModel.identity(Datatype.BYTES, "N", "2"))) {
      Tensor input = Tensor.ofBytes("x", new long[] {2, 2}, strings);
      Tensor output = model.run(List.of(input), Set.of()).getFirst();
      assertThat(output.datatype()).isEqualTo(Datatype.BYTES);
      assertThat(output.strings()).containsExactlyElementsOf(strings);
    }
  }

  @Test
  void stringsThatAreNotUtf8AreRefused() {
    try (LoadedModel model = open(TinyModel.identity(Datatype.BYTES, "N"))) {
      Tensor input = Tensor.ofBytes("x", new long[] {1}, List.of(new byte[] {(byte) 0xC3}));
      assertThatExceptionOfType(InvalidRequest.class)
          .isThrownBy(() -> model.run(List.of(input), Set.of()))
          .withMessageContaining("element 0 of input 'x' is not UTF-8");
    }
  }

  @Test
  void metadataNamesTypesShapesAndSymbols() {
    try (LoadedModel model = open(TinyModel.scaled())) {
      assertThat(model.metadata())
          .isEqualTo(
              new GraphMetadata(
                  List.of(
                      new TensorMetadata(
                          "x", Datatype.FP32, List.of(2L, -1L, -1L), List.of("", "batch", "n")),
                      new TensorMetadata("scale", Datatype.FP32, List.of(), List.of())),
                  List.of(
                      new TensorMetadata(
                          "y", Datatype.FP32, List.of(2L, -1L, -1L), List.of("", "batch", "n")))));
    }
  }

  @Test
  void onlyTheRequestedOutputsAreGiven() {
    Tensor a = Tensor.ofFloats("a", new long[] {1, 2}, 2, 3);
    Tensor b = Tensor.ofFloats("b", new long[] {1, 2}, 5, 7);
    try (LoadedModel model = open(TinyModel.arithmetic(2))) {
      List<Tensor> outputs = model.run(List.of(a, b), Set.of("product"));
      assertThat(outputs).singleElement().extracting(Tensor::name).isEqualTo("product");
      assertThat(outputs.getFirst().floats()).containsExactly(10, 21);
    }
  }

  @Test
  void allOutputsAreGivenInTheGraphsOrderIfNoneIsRequested() {
    Tensor a = Tensor.ofFloats("a", new long[] {1, 2}, 2, 3);
    Tensor b = Tensor.ofFloats("b", new long[] {1, 2}, 5, 7);
    try (LoadedModel model = open(TinyModel.arithmetic(2))) {
      assertThat(model.run(List.of(a, b), Set.of()))
          .extracting(Tensor::name)
          .containsExactly("sum", "product");
    }
  }

  @Test
  void aValueTheGraphRefusesIsTheCallersFault() {
    try (LoadedModel model = open(TinyModel.lookup(1, 2, 3))) {
      Tensor input = Tensor.ofLongs("x", new long[] {1, 1}, 99);
      assertThatExceptionOfType(InvalidRequest.class)
          .isThrownBy(() -> model.run(List.of(input), Set.of()))
          .withMessageContaining("out of data bounds")
          .extracting(InvalidRequest::code)
          .isEqualTo(InvalidRequest.Code.RUN_FAILED);
    }
  }

  @Test
  void aFileThatIsNoModelIsNamedAndTheEngineLivesOn() throws IOException {
    Path file = directory.resolve("broken.onnx");
    Files.write(file, utf8("this is no graph"));
    var artifact =
        new Artifact(new ModelSource.FileSource(file), "0".repeat(64), file, Files.size(file));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> runtime.open(artifact, RuntimeOptions.defaults()))
        .withMessageContaining(artifact.source().text())
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.CORRUPT_MODEL);
    try (LoadedModel model = open(TinyModel.identity(Datatype.INT64, "N"))) {
      Tensor input = Tensor.ofLongs("x", new long[] {1}, 5);
      assertThat(model.run(List.of(input), Set.of()).getFirst().longs()).containsExactly(5);
    }
  }

  @Test
  void aTruncatedModelIsCorrupt() throws IOException {
    byte[] whole = TinyModel.lookup(new float[1000]).bytes();
    Path file = Files.write(directory.resolve("half.onnx"), Arrays.copyOf(whole, 2000));
    var artifact = new Artifact(new ModelSource.FileSource(file), "0".repeat(64), file, 2000);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> runtime.open(artifact, RuntimeOptions.defaults()))
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.CORRUPT_MODEL);
  }

  @Test
  void anUnknownOperatorIsReportedWithTheSource() {
    var model =
        new TinyModel()
            .input("x", Datatype.FP32, "N")
            .output("y", Datatype.FP32, "N")
            .node("Frobnicate", List.of("x"), List.of("y"));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> open(model))
        .withMessageContaining("Frobnicate")
        .withMessageContaining("model.onnx");
  }

  @Test
  void aMissingFileIsNotFound() {
    Path file = directory.resolve("absent.onnx");
    var artifact = new Artifact(new ModelSource.FileSource(file), "0".repeat(64), file, 1);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> runtime.open(artifact, RuntimeOptions.defaults()))
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.NOT_FOUND);
  }

  @Test
  void aClosedModelRefusesToRun() {
    LoadedModel model = open(TinyModel.identity(Datatype.INT64, "N"));
    model.close();
    model.close();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> model.run(List.of(Tensor.ofLongs("x", new long[] {1}, 5)), Set.of()))
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.CLOSED);
  }

  @Test
  void overlappingRunsEachGetTheirOwnAnswer() throws Exception {
    try (LoadedModel model = open(TinyModel.lookup(0, 1, 2, 3, 4, 5, 6, 7));
        var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Float>> runs = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Tensor input = Tensor.ofLongs("x", new long[] {1, 1}, i % 8);
        runs.add(() -> model.run(List.of(input), Set.of()).getFirst().floats()[0]);
      }
      List<Future<Float>> answers = threads.invokeAll(runs);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo((float) (i % 8));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
