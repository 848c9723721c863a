package dev.hearth.inference.generation;

import java.util.List;

/**
 * What is asked of a model that generates.
 *
 * @param maxTokens the most tokens of the answer; the model's limit may end it before
 * @param stop texts before which the answer ends
 */
public record GenerationRequest(
    Prompt prompt, int maxTokens, Sampling sampling, List<String> stop) {
  public GenerationRequest {
    stop = List.copyOf(stop);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("an answer has at least 1 token, not " + maxTokens);
    }
  }

  /** What the answer continues. */
  public sealed interface Prompt {
    /** A text that the model's tokenizer makes tokens of. */
    record Text(String text) implements Prompt {}

    /** Tokens of the model's own vocabulary, special ones included. */
    record Tokens(List<Long> ids) implements Prompt {
      public Tokens {
        ids = List.copyOf(ids);
      }
    }
  }
}
