package dev.hearth.policies.enova;

/**
 * How a server of a language model is set up.
 *
 * @param maxSequences sequences that take part in one step, at most
 * @param memoryShare of each accelerator's memory that the server may take, in (0, 1]
 * @param tensorParallel accelerators that share one replica
 */
public record LlmConfiguration(int maxSequences, double memoryShare, int tensorParallel) {
  public LlmConfiguration {
    if (maxSequences < 1 || tensorParallel < 1) {
      throw new IllegalArgumentException(
          "a server needs at least 1 sequence and 1 accelerator, not %d and %d"
              .formatted(maxSequences, tensorParallel));
    }
    if (!(memoryShare > 0 && memoryShare <= 1)) {
      throw new IllegalArgumentException("memoryShare must lie in (0, 1], not " + memoryShare);
    }
  }

  /** Tokens whose keys and values fit beside the model; 0 if it does not fit itself. */
  public long cacheTokens(LlmModel model, long acceleratorBytes) {
    double bytes = memoryShare * acceleratorBytes * tensorParallel;
    double left = bytes - model.weightBytes() - model.activationBytes();
    return Math.max(0, (long) (left / model.tokenBytes()));
  }
}
