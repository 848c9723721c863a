package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.generation.ChatTemplate;
import java.util.Map;
import java.util.Optional;

/**
 * Text that is made token by token.
 *
 * @param tokenizer what makes tokens of text; without one tokens are bytes
 * @param maxSequences answers under way at once on one instance
 * @param maxTokens the most of one prompt and its answer together
 * @param template what makes one prompt of a conversation
 * @param end the special token that ends a text; those that commonly do without
 */
public record GenerationConfig(
    Optional<ModelSource> tokenizer,
    int maxSequences,
    int maxTokens,
    ChatTemplate template,
    Optional<String> end)
    implements PipelineConfig {
  /** The manifest's key of the tokenizer. */
  public static final String TOKENIZER = "generation.tokenizer";

  public static final int MAX_SEQUENCES = 8;
  public static final int MAX_TOKENS = 512;

  /** Room for one token of a prompt and one of an answer. */
  public static final int LEAST_TOKENS = 2;

  public GenerationConfig {
    if (maxSequences < 1 || maxTokens < LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "%d sequences of %d tokens are too few".formatted(maxSequences, maxTokens));
    }
  }

  @Override
  public Map<String, ModelSource> files() {
    return tokenizer.map(source -> Map.of(TOKENIZER, source)).orElse(Map.of());
  }
}
