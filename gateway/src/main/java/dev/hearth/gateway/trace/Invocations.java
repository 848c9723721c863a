package dev.hearth.gateway.trace;

import java.util.List;
import java.util.Optional;

/** The invocations that a node still knows of. Asked on the event loop. */
public interface Invocations {
  /** Which ones of a deployment. */
  enum Order {
    SLOWEST,
    FAILED,
    LATEST
  }

  /** The one with this id, the latest if several have it. */
  Optional<Explained> find(String id);

  /** Those of a trace, in the order they ended. */
  List<Explained> ofTrace(String traceId, int most);

  /**
   * Some, the slowest or latest first.
   *
   * @param deployment {@code KIND/NAME}, or all of them if absent
   */
  List<Explained> some(Optional<String> deployment, Order order, int most);
}
