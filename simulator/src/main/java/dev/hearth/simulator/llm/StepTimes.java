package dev.hearth.simulator.llm;

/**
 * How long a step of a server takes: {@code fixed + sequence · n + cached · tokens + prompt · new},
 * for {@code n} sequences with {@code tokens} in the cache between them and {@code new} tokens of
 * prompts that are read in it. Nanoseconds.
 */
public record StepTimes(double fixed, double sequence, double cached, double prompt) {
  /**
   * Of the order of a model of seven billion parameters in 16 bits on one accelerator that reads
   * two terabytes a second: an assumption, not a measurement.
   */
  public static final StepTimes ASSUMED = new StepTimes(8e6, 3e4, 260, 5e4);

  double nanos(int sequences, long cachedTokens, long promptTokens) {
    return fixed + sequence * sequences + cached * cachedTokens + prompt * promptTokens;
  }
}
