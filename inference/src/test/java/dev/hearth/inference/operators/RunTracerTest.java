package dev.hearth.inference.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Artifact;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTracerTest {
  @TempDir Path directory;

  @Test
  void eachOperatorOfOneRunIsToldOnceInItsOrder() throws IOException {
    Path file = Files.write(directory.resolve("sum.onnx"), TinyModel.arithmetic(64).bytes());
    var artifact =
        new Artifact(ModelSource.parse("file:" + file), "0".repeat(64), file, Files.size(file));
    var runtime = new OnnxRuntime();
    SampleInputs inputs;
    try (LoadedModel model = runtime.open(artifact, RuntimeOptions.defaults())) {
      var graph = model.metadata();
      inputs = new SampleInputs(graph, graph.batchAxes(), Samples.DEFAULTS, false);
    }
    var ran =
        new RunTracer(runtime)
            .trace(engine -> engine.open(artifact, RuntimeOptions.defaults()), inputs.of(8, 1));

    assertThat(ran).extracting(RunTracer.Ran::type).containsExactlyInAnyOrder("Add", "Mul");
    assertThat(ran).isSortedAccordingTo((one, other) -> Long.compare(one.from(), other.from()));
    assertThat(ran).allSatisfy(each -> assertThat(each.from()).isNotNegative());
  }
}
