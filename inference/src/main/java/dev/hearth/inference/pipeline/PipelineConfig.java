package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelSource;
import java.util.Map;

/** What a manifest declares to happen around its graph. */
public sealed interface PipelineConfig permits EmbeddingConfig, GenerationConfig, ImageConfig {
  /** The files it needs beside the graph's, by the key of the manifest that names each. */
  Map<String, ModelSource> files();
}
