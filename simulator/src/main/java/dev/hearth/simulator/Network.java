package dev.hearth.simulator;

/** How long a message takes between two nodes: a least time and what is added at random, evenly. */
public record Network(long delayNanos, long jitterNanos) {
  /** A rack: 50 to 500 µs. */
  public static final Network USUAL = new Network(50_000, 450_000);

  public Network {
    if (delayNanos < 0 || jitterNanos < 0) {
      throw new IllegalArgumentException("a network cannot deliver before something was sent");
    }
  }
}
