package dev.hearth.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddingGraphTest {
  private static final ModelSource SOURCE = ModelSource.parse("file:/encoder.onnx");

  private static final TensorMetadata HIDDEN =
      new TensorMetadata("hidden", Datatype.FP32, List.of(-1L, -1L, 4L), List.of("b", "n", ""));

  private static final TensorMetadata SENTENCE =
      new TensorMetadata("sentence", Datatype.FP32, List.of(-1L, 5L), List.of("b", ""));

  private static List<TensorMetadata> inputs(String... names) {
    return Stream.of(names)
        .map(name -> new TensorMetadata(name, Datatype.INT64, List.of(-1L, -1L), List.of("b", "n")))
        .toList();
  }

  private static void refused(GraphMetadata graph, Pooling pooling, String why) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> EmbeddingGraph.of(SOURCE, graph, pooling))
        .withMessageContaining("file:/encoder.onnx")
        .withMessageContaining(why)
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.UNSUPPORTED_MODEL);
  }

  @Test
  void theOutputIsTheOneThatPoolingNeeds() {
    var graph = new GraphMetadata(inputs("input_ids"), List.of(HIDDEN, SENTENCE));
    assertThat(EmbeddingGraph.of(SOURCE, graph, Pooling.MEAN).output()).isEqualTo(HIDDEN);
    assertThat(EmbeddingGraph.of(SOURCE, graph, Pooling.NONE).output()).isEqualTo(SENTENCE);
  }

  @Test
  void callersSeeOneVectorARowAndMayLeaveTypesOut() {
    var graph =
        new GraphMetadata(inputs("input_ids", "attention_mask", "token_type_ids"), List.of(HIDDEN));
    GraphMetadata outer =
        EmbeddingGraph.of(SOURCE, graph, Pooling.CLS).ofTokens("embedding", "tokens");
    assertThat(outer.inputs()).isEqualTo(graph.inputs());
    assertThat(outer.otherInputs()).containsExactly(inputs("input_ids", "attention_mask"));
    assertThat(outer.outputs())
        .containsExactly(
            new TensorMetadata("embedding", Datatype.FP32, List.of(-1L, 4L), List.of("b", "")));
    assertThat(outer.otherOutputs()).extracting(TensorMetadata::name).containsExactly("tokens");
    assertThat(outer.batchAxes()).isPresent();
  }

  @Test
  void aGraphThatIsNoEncoderIsRefused() {
    refused(new GraphMetadata(inputs("x"), List.of(HIDDEN)), Pooling.MEAN, "'x'");
    refused(
        new GraphMetadata(inputs("attention_mask"), List.of(HIDDEN)), Pooling.MEAN, "'input_ids'");
    refused(new GraphMetadata(inputs("input_ids"), List.of(SENTENCE)), Pooling.MEAN, "mean");
    refused(new GraphMetadata(inputs("input_ids"), List.of(HIDDEN)), Pooling.NONE, "none");
  }
}
