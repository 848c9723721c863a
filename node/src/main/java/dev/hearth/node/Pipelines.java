package dev.hearth.node;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.image.Colour;
import dev.hearth.inference.image.ImageOptions;
import dev.hearth.inference.image.Layout;
import dev.hearth.inference.image.Resize;
import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import dev.hearth.inference.pipeline.ImageConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import java.util.Optional;

/** Reads what a manifest declares around its graph. */
final class Pipelines {
  static final int MAX_TOKENS = 512;
  private static final int MAX_SIDE = 8_192;
  private static final int MOST_PIXELS = 1 << 29;

  private Pipelines() {}

  static Optional<PipelineConfig> parse(Section top) {
    Optional<Yaml> image = top.value("image");
    if (image.isPresent() && top.value("embedding").isPresent()) {
      throw new ConfigurationException(
          image.get().line(), "a model has either 'image' or 'embedding'; leave one out");
    }
    Optional<PipelineConfig> embedding =
        top.value("embedding").map(_ -> embedding(top.section("embedding")));
    return embedding.or(
        () -> image.map(_ -> top.checked("image", () -> image(top.section("image")))));
  }

  private static PipelineConfig embedding(Section section) {
    Optional<ModelSource> tokenizer =
        section.text("tokenizer").map(_ -> section.source("tokenizer"));
    return new EmbeddingConfig(
        tokenizer,
        section.count("max-tokens", EmbeddingConfig.LEAST_TOKENS, 1 << 20).orElse(MAX_TOKENS),
        section.choice("pooling", Pooling.class).orElse(Pooling.MEAN),
        section.flag("normalize").orElse(true));
  }

  private static PipelineConfig image(Section section) {
    ImageOptions defaults = ImageOptions.DEFAULTS;
    return new ImageConfig(
        new ImageOptions(
            section.text("input"),
            section.count("width", 1, MAX_SIDE).orElse(defaults.width()),
            section.count("height", 1, MAX_SIDE).orElse(defaults.height()),
            section.choice("resize", Resize.class).orElse(defaults.resize()),
            section.count("shortest-edge", 1, MAX_SIDE).orElse(defaults.shortestEdge()),
            section.flag("antialias").orElse(defaults.antialias()),
            section.fraction("pad").orElse(defaults.pad()),
            section.choice("layout", Layout.class),
            section.choice("colour", Colour.class).orElse(defaults.colour()),
            section.fraction("rescale").orElse(defaults.rescale()),
            section.fractions("mean").orElse(defaults.mean()),
            section.fractions("std").orElse(defaults.std()),
            section.count("max-pixels", 1, MOST_PIXELS).orElse(defaults.maxPixels())));
  }
}
