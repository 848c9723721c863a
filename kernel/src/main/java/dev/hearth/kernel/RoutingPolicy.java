package dev.hearth.kernel;

/** Asked before queueing: where an invocation waits. */
public interface RoutingPolicy extends Policy {
  Route route(long now, InvocationView invocation, PoolView pool, View view);

  /** An answer. */
  sealed interface Route {
    /** In the pool, for the first instance with a free slot (late binding). */
    record ToPool() implements Route {}

    /** For this instance only (early binding); if it goes, in the pool. */
    record ToInstance(int instance) implements Route {}

    /** On another node. */
    record ToNode(int node) implements Route {}

    ToPool POOL = new ToPool();
  }
}
