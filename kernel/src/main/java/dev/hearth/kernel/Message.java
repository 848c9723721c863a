package dev.hearth.kernel;

/**
 * What kernels of different nodes tell one another. Links may lose, delay and duplicate any of it.
 */
public sealed interface Message {
  /**
   * Run this for {@code ingress}, which owns the outcome. Nodes' clocks differ, so times are what
   * remains. A second one with the same ingress and id is the same invocation.
   */
  record Forward(
      int ingress,
      long id,
      int attempt,
      int function,
      int tenant,
      int rows,
      int shape,
      long queueRemainingNanos,
      long remainingNanos,
      int caller)
      implements Message {}

  /** How a forwarded invocation ended. */
  record Answer(int ingress, long id, int attempt, Outcome outcome) implements Message {}

  /** The ingress no longer wants it. */
  record Withdraw(int ingress, long id) implements Message {}

  /** Please start an instance; the receiver may refuse. */
  record Ask(int function, Configuration configuration) implements Message {}
}
