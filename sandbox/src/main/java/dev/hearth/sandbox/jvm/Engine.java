package dev.hearth.sandbox.jvm;

import dev.hearth.api.Functions;
import java.util.function.Function;

/** What all sandboxes of a provider use. */
final class Engine implements AutoCloseable {
  private final BridgeLoader bridge = new BridgeLoader();
  private final Watchdog watchdog = new Watchdog();
  private final Function<String, Functions> functions;

  Engine(Function<String, Functions> functions) {
    this.functions = functions;
  }

  ClassLoader bridge() {
    return bridge;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Functions functions(String tenant) {
    return functions.apply(tenant);
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
