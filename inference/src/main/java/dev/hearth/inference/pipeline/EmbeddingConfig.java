package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelSource;
import java.util.Locale;
import java.util.Map;

/**
 * One vector for each row of tokens.
 *
 * @param pooling what makes one vector of those of the tokens
 * @param normalize whether vectors are scaled to length 1
 */
public record EmbeddingConfig(Pooling pooling, boolean normalize) implements PipelineConfig {
  /** What makes one vector of those of a row's tokens. */
  public enum Pooling {
    /** The mean over the tokens that the attention mask names. */
    MEAN,
    /** The first token's. */
    CLS,
    /** Nothing: the graph gives one vector a row itself. */
    NONE;

    /** As a manifest has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Map<String, ModelSource> files() {
    return Map.of();
  }
}
