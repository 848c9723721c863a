package dev.hearth.inference.profile;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.Digests;
import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.GenerationConfig;
import dev.hearth.inference.pipeline.ImageConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a profile is of: everything that a run's time depends on beside machine and configuration.
 */
public final class Subject {
  private Subject() {}

  /** The digest of a graph, or of a graph with its pipeline. */
  public static String digest(
      Artifact model, Optional<PipelineConfig> pipeline, Map<String, Artifact> files) {
    if (pipeline.isEmpty()) {
      return model.sha256();
    }
    var text = new StringBuilder(model.sha256()).append('\n').append(text(pipeline.get()));
    new TreeMap<>(files)
        .forEach((key, file) -> text.append('\n').append(key).append(' ').append(file.sha256()));
    return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(PipelineConfig pipeline) {
    return switch (pipeline) {
      case EmbeddingConfig embedding ->
          "embedding %d %s %s"
              .formatted(embedding.maxTokens(), embedding.pooling().text(), embedding.normalize());
      case GenerationConfig generation ->
          "generation %d %d".formatted(generation.maxSequences(), generation.maxTokens());
      case ImageConfig image -> "image " + image.options();
    };
  }
}
