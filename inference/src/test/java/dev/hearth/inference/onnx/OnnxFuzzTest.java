package dev.hearth.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Graphs made of any bytes. */
class OnnxFuzzTest {
  /** What is read of a graph is what its file says, and places to cut it lie within. */
  @FuzzTest
  void graph(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("hearth-fuzz", ".onnx");
    try {
      Files.write(file, bytes);
      var artifact =
          new Artifact(new ModelSource.FileSource(file), "0".repeat(64), file, bytes.length);
      OnnxGraph graph = OnnxGraph.read(artifact);
      assertThat(graph.spine()).hasSizeLessThanOrEqualTo(graph.model().getGraph().getNodeCount());
      assertThat(new CutPoints(graph, GraphCutter.WIDEST).choose(4)).hasSizeLessThan(4);
    } catch (ModelException e) {
      assertThat(e)
          .extracting(ModelException::code)
          .isIn(ModelException.Code.CORRUPT_MODEL, ModelException.Code.UNSUPPORTED_MODEL);
    } finally {
      Files.delete(file);
    }
  }
}
