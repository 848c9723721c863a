package dev.hearth.kernel;

/**
 * What one instance is given: its resources, its own batch limits and how many runs it may carry at
 * once.
 */
public record Configuration(Resources resources, Batching batching, int slots) {
  public Configuration {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, not " + slots);
    }
  }
}
