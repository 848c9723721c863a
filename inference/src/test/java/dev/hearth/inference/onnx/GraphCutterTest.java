package dev.hearth.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.onnx.schema.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCutterTest {
  private static final int WIDTH = 4;
  private static final OnnxRuntime RUNTIME = new OnnxRuntime();
  private static final RuntimeOptions OPTIONS = RuntimeOptions.defaults();
  private static final BatchAxes ROWS = new BatchAxes(Map.of("x", 0), Map.of("y", 0));

  @TempDir Path directory;

  private List<Block> cut(Artifact artifact, int blocks) {
    return new GraphCutter(RUNTIME).cut(artifact, blocks, directory.resolve("blocks"));
  }

  private Artifact artifact(Graphs graph) {
    return graph.artifact(directory.resolve("model.onnx"));
  }

  /** {@code x}, then {@code layers} times a matrix and a ramp. */
  private static Graphs layers(int layers) {
    var graph = new Graphs().input("x", "rows", "4").output("y", "rows", "4");
    String value = "x";
    for (int layer = 0; layer < layers; layer++) {
      String product = "product" + layer;
      String ramp = layer == layers - 1 ? "y" : "ramp" + layer;
      graph.matrix("w" + layer, WIDTH, layer);
      graph.node("MatMul", List.of(value, "w" + layer), product);
      graph.node("Relu", List.of(product), ramp);
      value = ramp;
    }
    return graph;
  }

  private static List<Tensor> rows(int count) {
    var values = new float[count * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return List.of(Tensor.ofFloats("x", new long[] {count, WIDTH}, values));
  }

  private static List<List<Tensor>> samples() {
    Tensor three = rows(3).getFirst();
    return List.of(
        List.of(three.slice(0, 0, 1)),
        List.of(three.slice(0, 1, 1)),
        List.of(three.slice(0, 2, 1)));
  }

  private void assertSameAnswers(Artifact artifact, List<Block> blocks) {
    try (LoadedModel whole = RUNTIME.open(artifact, OPTIONS)) {
      CutModel model = CutModel.of(RUNTIME, whole.metadata(), blocks, ROWS, samples());
      var shadows = new Shadows();
      try (Body body = Body.open(RUNTIME, model, shadows, OPTIONS);
          Shadow shadow = Shadow.open(RUNTIME, model, model.splittable(), OPTIONS)) {
        float[] expected = whole.run(rows(5), Set.of()).getFirst().floats();
        assertThat(body.run(rows(5), Set.of()).getFirst().floats()).isEqualTo(expected);
        shadows.add(shadow);
        assertThat(body.run(rows(5), Set.of()).getFirst().floats()).isEqualTo(expected);
        assertThat(body.assisted()).isEqualTo(1);
      }
    }
  }

  @Test
  void blocksAreEvenAndAnswerAsTheWhole() {
    Artifact artifact = artifact(layers(8));

    List<Block> blocks = cut(artifact, 4);

    assertThat(blocks).extracting(Block::nodes).containsExactly(4, 4, 4, 4);
    assertThat(blocks.get(1).inputs()).containsExactly("ramp1");
    assertThat(blocks.get(1).outputs()).containsExactly("ramp3");
    assertSameAnswers(artifact, blocks);
  }

  @Test
  void aGraphOfFewNodesGivesAsManyBlocksAsItAllows() {
    assertThat(cut(artifact(layers(1)), 8)).hasSize(2);
  }

  @Test
  void lengthsAreComputedAgainWhereTheyAreRead() {
    var graph =
        new Graphs()
            .input("x", "rows", "4")
            .output("y", "rows", "4")
            .node("Shape", List.of("x"), "shape")
            .matrix("w0", WIDTH, 0)
            .matrix("w1", WIDTH, 1)
            .node("MatMul", List.of("x", "w0"), "first")
            .node("MatMul", List.of("first", "w1"), "second")
            .node("Reshape", List.of("second", "shape"), "y");
    Artifact artifact = artifact(graph);

    List<Block> blocks = cut(artifact, 2);

    assertThat(blocks.get(1).inputs()).containsExactlyInAnyOrder("first", "x");
    assertSameAnswers(artifact, blocks);
  }

  @Test
  void whatAGraphWithinANodeReadsCrossesTheCut() {
    var then = new Graphs().output("t", "rows", "4").node("Add", List.of("second", "x"), "t");
    var other = new Graphs().output("e", "rows", "4").node("Neg", List.of("first"), "e");
    var condition =
        TensorProto.newBuilder()
            .setName("zero")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData(0)
            .build();
    var graph =
        new Graphs()
            .input("x", "rows", "4")
            .output("y", "rows", "4")
            .initializer(condition)
            .longs("row", 0)
            .matrix("w0", WIDTH, 0)
            .matrix("w1", WIDTH, 1)
            .node("MatMul", List.of("x", "w0"), "first")
            .node("MatMul", List.of("first", "w1"), "second")
            .node("Greater", List.of("zero", "zero"), "yes")
            .node(
                "If",
                List.of("yes"),
                "y",
                Graphs.graphOf("then_branch", then),
                Graphs.graphOf("else_branch", other));
    Artifact artifact = artifact(graph);

    List<Block> blocks = cut(artifact, 3);

    assertThat(blocks.getLast().inputs()).contains("second", "first", "x");
    assertSameAnswers(artifact, blocks);
  }

  @Test
  void aBlockThatMixesRowsIsNotSplit() {
    var graph =
        new Graphs()
            .input("x", "rows", "4")
            .output("y", "rows", "4")
            .matrix("w0", WIDTH, 0)
            .matrix("w1", WIDTH, 1)
            .longs("axes", 0)
            .node("MatMul", List.of("x", "w0"), "first")
            .node("ReduceSum", List.of("first", "axes"), "sum")
            .node("Sub", List.of("first", "sum"), "apart")
            .node("MatMul", List.of("apart", "w1"), "y");
    Artifact artifact = artifact(graph);
    List<Block> blocks = cut(artifact, 2);

    try (LoadedModel whole = RUNTIME.open(artifact, OPTIONS)) {
      CutModel model = CutModel.of(RUNTIME, whole.metadata(), blocks, ROWS, samples());

      assertThat(model.splittable()).hasSize(1);
    }
  }

  @Test
  void weightsInOtherFilesAreRefused() {
    var outside =
        TensorProto.newBuilder()
            .setName("w9")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .build();

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> cut(artifact(layers(2).initializer(outside)), 2))
        .withMessageContaining("'w9' lies in a file beside it; save the model as one file");
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    Artifact artifact = artifact(layers(2));
    Files.writeString(artifact.path(), "this is no model");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> cut(artifact, 2))
        .withMessageContaining("not a whole ONNX file");
  }
}
