package dev.hearth.node;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.generation.ChatTemplate;
import dev.hearth.inference.image.Colour;
import dev.hearth.inference.image.ImageOptions;
import dev.hearth.inference.image.Layout;
import dev.hearth.inference.image.Resize;
import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import dev.hearth.inference.pipeline.GenerationConfig;
import dev.hearth.inference.pipeline.ImageConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads what a manifest declares around its graph. */
final class Pipelines {
  static final int MAX_TOKENS = 512;
  private static final String GENERATION = "generation";
  private static final int MAX_SEQUENCES = 1_024;
  private static final int MAX_SIDE = 8_192;
  private static final int MOST_PIXELS = 1 << 29;

  private Pipelines() {}

  /** A builtin decoder generates without being told to. */
  static Optional<PipelineConfig> parse(Section top, ModelSource from) {
    List<String> declared =
        Stream.of(GENERATION, "image", "embedding")
            .filter(key -> top.value(key).isPresent())
            .toList();
    if (declared.size() > 1) {
      throw new ConfigurationException(
          top.value(declared.getFirst()).map(Yaml::line).orElse(0),
          "a model has either '%s'; leave one out".formatted(String.join("' or '", declared)));
    }
    if (declared.isEmpty()) {
      return from instanceof ModelSource.BuiltinSource
          ? Optional.of(generation(top))
          : Optional.empty();
    }
    return Optional.of(
        switch (declared.getFirst()) {
          case GENERATION -> generation(top);
          case "image" -> top.checked("image", () -> image(top.section("image")));
          default -> embedding(top.section("embedding"));
        });
  }

  /** Each sequence has a slot; other models have as many as the manifest says. */
  static int slots(Section top, Optional<PipelineConfig> pipeline) {
    OptionalInt asked = top.count("slots", 1, MAX_SEQUENCES);
    if (pipeline.isPresent() && pipeline.get() instanceof GenerationConfig config) {
      if (asked.isPresent()) {
        throw top.wrong("slots", "left out, for generation.max-sequences decides it");
      }
      return config.maxSequences();
    }
    return asked.orElse(Manifest.SLOTS);
  }

  private static PipelineConfig generation(Section top) {
    if (top.value("warm-up").isPresent()) {
      throw new ConfigurationException(
          top.value("warm-up").map(Yaml::line).orElse(0),
          "'warm-up' must be left out: a model that generates always makes a token first");
    }
    Section section = top.section(GENERATION);
    Optional<ModelSource> tokenizer =
        section.text("tokenizer").map(_ -> section.source("tokenizer"));
    Optional<String> end = section.text("end");
    if (end.isPresent() && tokenizer.isEmpty()) {
      throw section.wrong("end", "left out, for there is no tokenizer that could have it");
    }
    return new GenerationConfig(
        tokenizer,
        section.count("max-sequences", 1, MAX_SEQUENCES).orElse(GenerationConfig.MAX_SEQUENCES),
        section
            .count("max-tokens", GenerationConfig.LEAST_TOKENS, 1 << 20)
            .orElse(GenerationConfig.MAX_TOKENS),
        section.choice("template", ChatTemplate.class).orElse(ChatTemplate.PLAIN),
        end);
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
