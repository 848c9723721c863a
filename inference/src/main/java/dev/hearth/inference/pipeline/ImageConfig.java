package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.image.ImageOptions;
import java.util.Map;

/** Encoded pictures instead of a tensor of them. */
public record ImageConfig(ImageOptions options) implements PipelineConfig {
  @Override
  public Map<String, ModelSource> files() {
    return Map.of();
  }
}
