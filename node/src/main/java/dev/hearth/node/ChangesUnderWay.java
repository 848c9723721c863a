package dev.hearth.node;

import dev.hearth.gateway.Problem;
import java.util.HashSet;
import java.util.Set;

/** The models that are being changed: one change of a model at a time. Owned by the event loop. */
final class ChangesUnderWay {
  private static final int MAX_AT_ONCE = 8;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Set<String> names = new HashSet<>();
  private boolean draining;
  private long ended;

  /**
   * Starts to change a model, which nothing else may change until {@link #end}.
   *
   * @throws Problem if that is not possible now
   */
  void begin(String name) {
    if (draining) {
      throw Problem.passing(503, "the node is stopping; ask another", RETRY_NANOS);
    }
    if (names.size() >= MAX_AT_ONCE) {
      throw Problem.passing(
          429, MAX_AT_ONCE + " deployments are under way already; try again", RETRY_NANOS);
    }
    if (!names.add(name)) {
      throw Problem.of(409, "'" + name + "' is being deployed or removed; wait until it is done");
    }
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  void end(String name) {
    names.remove(name);
    ended++;
  }

  /** How many changes have ended, well or not. */
  long ended() {
    return ended;
  }

  int size() {
    return names.size();
  }

  /** Takes no more changes. */
  void drain() {
    draining = true;
  }
}
