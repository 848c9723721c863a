package dev.hearth.inference.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.TinyModel;
import dev.hearth.inference.profile.SampleInputs;
import dev.hearth.inference.profile.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracerTest {
  @TempDir Path directory;

  @Test
  void everyNodeOfEveryRunIsTimedWithItsShapes() throws IOException {
    Path file = directory.resolve("sum.onnx");
    Files.write(file, TinyModel.arithmetic(256).bytes());
    var artifact =
        new Artifact(ModelSource.parse("file:" + file), "0".repeat(64), file, Files.size(file));
    var runtime = new OnnxRuntime();
    GraphMetadata graph;
    try (LoadedModel model = runtime.open(artifact, RuntimeOptions.defaults())) {
      graph = model.metadata();
    }
    Optional<BatchAxes> axes = graph.batchAxes();
    var inputs = new SampleInputs(graph, axes, Samples.DEFAULTS, false);
    var trace =
        new Tracer(runtime, inputs, 0.5, () -> false)
            .trace(
                engine -> engine.open(artifact, RuntimeOptions.defaults()),
                1,
                new TreeMap<>(Map.of(1, 3, 64, 3)));
    assertThat(trace.count()).isEqualTo(3);
    assertThat(trace.graph().nodes())
        .extracting(NodeGraph.Node::type)
        .containsExactlyInAnyOrder("Add", "Mul", NodeGraph.AROUND);
    assertThat(Operators.of(trace, 64).subList(0, 2))
        .allSatisfy(
            point ->
                assertThat(point.orElseThrow().pattern()).isEqualTo("float[1n,256];float[1n,256]"));
    var database = new OperatorDatabase();
    database.add(trace, List.of(1, 64));
    assertThat(database.size()).isEqualTo(6);
  }
}
