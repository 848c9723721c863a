package dev.hearth.gateway.trace;

import dev.hearth.gateway.security.Sight;
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

  /** The one with this id, the latest if several have it, of those that somebody sees. */
  Optional<Explained> find(Sight sight, String id);

  /** Those of a trace that somebody sees, in the order they ended. */
  List<Explained> ofTrace(Sight sight, String traceId, int most);

  /**
   * Some that somebody sees, the slowest or latest first.
   *
   * @param deployment {@code KIND/NAME}, or all of them if absent
   */
  List<Explained> some(Sight sight, Optional<String> deployment, Order order, int most);
}
