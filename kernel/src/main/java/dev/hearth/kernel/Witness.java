package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Hears what the policies in office answered, as the kernel acts on it, and how instances live.
 * Told on the kernel's thread; it must not call the kernel's inputs, must be quick, and changes
 * nothing: with or without it the same inputs have the same effects. What it is handed are live
 * views, to be read during the call only.
 *
 * <p>Who answered is {@link Kernel#appointed}; what an answer rested on is {@link Policy#why}.
 */
public interface Witness {
  /** Hears nothing. */
  Witness NONE = new Witness() {};

  default void admitted(
      long now, PoolView pool, InvocationView invocation, AdmissionPolicy.Admission answer) {}

  default void routed(
      long now, PoolView pool, InvocationView invocation, RoutingPolicy.Route answer) {}

  /**
   * How a free slot is to be used.
   *
   * @param cut an answer in the form of {@link Cut}
   */
  default void cut(long now, QueueView queue, InstanceView instance, long cut) {}

  /** How many instances a pool should have, before the manifest's limits. */
  default void scaled(long now, PoolView pool, int desired) {}

  default void placed(long now, PoolView pool, Configuration configuration, int node) {}

  /** Where a start begins. */
  default void origin(long now, PoolView pool, WarmthPolicy.Origin answer) {}

  /** How long an instance that just idled is kept. */
  default void kept(long now, InstanceView instance, long until) {}

  /** An idle instance goes to make room. */
  default void evicted(long now, PoolView forPool, InstanceView victim) {}

  default void granted(long now, RunView run, Grant grant) {}

  /**
   * A proposal was carried out, or not.
   *
   * @param suite whose proposal it is
   * @param refusal why it was not carried out, if it was not
   */
  default void proposed(long now, String suite, Proposal proposal, @Nullable String refusal) {}

  /** An instance is in another state than before; a new one starts. */
  default void became(long now, InstanceView instance, InstanceState state) {}
}
