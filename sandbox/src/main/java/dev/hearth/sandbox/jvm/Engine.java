package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Neighbours;

/** What all sandboxes of a provider use. */
final class Engine implements AutoCloseable {
  private final BridgeLoader bridge = new BridgeLoader();
  private final Watchdog watchdog = new Watchdog();
  private final Neighbours neighbours;

  Engine(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  ClassLoader bridge() {
    return bridge;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Neighbours neighbours() {
    return neighbours;
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
