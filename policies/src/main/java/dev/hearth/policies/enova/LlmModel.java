package dev.hearth.policies.enova;

/**
 * What a language model needs of an accelerator's memory.
 *
 * @param weightBytes its parameters
 * @param activationBytes what a step needs beside parameters and cache
 * @param tokenBytes keys and values kept for one token of one sequence
 * @param heads attention heads; tensor parallelism divides them evenly
 * @param sequenceTokens the longest sequence, prompt and answer together
 */
public record LlmModel(
    long weightBytes, long activationBytes, long tokenBytes, int heads, int sequenceTokens) {
  public LlmModel {
    if (weightBytes < 1 || activationBytes < 0 || tokenBytes < 1) {
      throw new IllegalArgumentException(
          "a model needs bytes for its weights and for each token, not %d and %d"
              .formatted(weightBytes, tokenBytes));
    }
    if (heads < 1 || sequenceTokens < 2) {
      throw new IllegalArgumentException(
          "a model needs at least 1 head and 2 tokens, not %d and %d"
              .formatted(heads, sequenceTokens));
    }
  }

  /** Bytes of the cache of one sequence that has grown as long as it may. */
  long sequenceBytes() {
    return tokenBytes * sequenceTokens;
  }
}
