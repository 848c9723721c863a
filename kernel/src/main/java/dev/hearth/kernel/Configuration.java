package dev.hearth.kernel;

/**
 * What one instance is given: its resources, its own batch limits, how many runs it may carry at
 * once, and the class of hardware it runs on.
 *
 * @param hardware the class by its name, or {@link #ANY_HARDWARE}; what a class is worth is the
 *     world's to say, and how much of it to use is the policy's that asks for it
 */
public record Configuration(Resources resources, Batching batching, int slots, String hardware) {
  /** On whatever the node has. */
  public static final String ANY_HARDWARE = "";

  public Configuration {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, not " + slots);
    }
  }

  public Configuration(Resources resources, Batching batching, int slots) {
    this(resources, batching, slots, ANY_HARDWARE);
  }

  /** This configuration on another class of hardware. */
  public Configuration on(String other) {
    return new Configuration(resources, batching, slots, other);
  }
}
