package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One vector for each text, or for each row of tokens.
 *
 * @param tokenizer what makes tokens of text; without one only tokens are taken
 * @param maxTokens the most of one text, special ones included; what is beyond is cut off
 * @param pooling what makes one vector of those of the tokens
 * @param normalize whether vectors are scaled to length 1
 */
public record EmbeddingConfig(
    Optional<ModelSource> tokenizer, int maxTokens, Pooling pooling, boolean normalize)
    implements PipelineConfig {
  /** The manifest's key of the tokenizer. */
  public static final String TOKENIZER = "embedding.tokenizer";

  /** Room for special tokens and at least one other. */
  public static final int LEAST_TOKENS = 8;

  public EmbeddingConfig {
    if (maxTokens < LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "a text of " + maxTokens + " tokens is too short; the least is " + LEAST_TOKENS);
    }
  }

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
    return tokenizer.map(source -> Map.of(TOKENIZER, source)).orElse(Map.of());
  }
}
