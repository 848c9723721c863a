package dev.hearth.kernel;

import java.util.Set;

/** One instance. */
public interface InstanceView {
  int id();

  /** The function it runs now. */
  int function();

  InstanceState state();

  Configuration configuration();

  int freeSlots();

  boolean idle();

  /** Since when it has had nothing to do; meaningful while {@link #idle}. */
  long idleSince();

  /** Runs it has finished. */
  long runs();

  /** Invocations bound to it and waiting. */
  int queued();

  /** Functions whose artifacts it holds beside its own. */
  Set<Integer> loaded();

  /** Functions it is prepared to be bound to. */
  Set<Integer> prepared();
}
