package dev.hearth.kernel;

/** Invocations that wait for a slot and may share a run: equal in shape, least rank first. */
public interface QueueView {
  int size();

  int rows();

  /** The one that is next. */
  InvocationView head();

  /** Arrival of the one that is next in rank; the oldest under a first-in-first-out rank. */
  default long headArrival() {
    return head().arrival();
  }
}
