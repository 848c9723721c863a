package dev.hearth.kernel;

/** One invocation. */
public interface InvocationView {
  long id();

  int function();

  int tenant();

  int rows();

  int shape();

  long arrival();

  long queueDeadline();

  long deadline();

  /** Handle of the function whose end led to it, or {@link Invocation#NO_CALLER}. */
  int caller();

  /** How often it was started before. */
  int attempts();

  /** The instance it was bound to by routing, or -1. */
  int boundTo();
}
