package dev.hearth.node;

import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import dev.hearth.inference.pipeline.PipelineConfig;
import java.util.Optional;

/** Reads what a manifest declares around its graph. */
final class Pipelines {
  private Pipelines() {}

  static Optional<PipelineConfig> parse(Section top) {
    return top.value("embedding").map(_ -> embedding(top.section("embedding")));
  }

  private static PipelineConfig embedding(Section section) {
    return new EmbeddingConfig(
        section.choice("pooling", Pooling.class).orElse(Pooling.MEAN),
        section.flag("normalize").orElse(true));
  }
}
