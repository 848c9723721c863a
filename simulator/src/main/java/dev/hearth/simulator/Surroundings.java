package dev.hearth.simulator;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;

/** Says how long things take on a virtual node, and sees what happens there. */
public interface Surroundings {
  /** Nanoseconds that a change of an instance takes; a start is one. */
  long changeNanos(int node, int instance, Change what);

  /** Nanoseconds that a run takes. */
  long runNanos(int node, int instance, Members members);

  /**
   * Whether the surroundings say themselves, by {@link VirtualNode#done}, when a run is over: its
   * length is not known at its start where runs slow each other down.
   *
   * @param nanos what it would take by {@link #runNanos}, and by what goes wrong
   */
  default boolean paces(int node, long run, int instance, long nanos) {
    return false;
  }

  /** The instant at which an alarm goes off that is set now for another. */
  default long alarm(long now, long instant) {
    return instant;
  }

  /** Whether an invocation fails whatever batch it is in. */
  default boolean poisonous(long invocation) {
    return false;
  }

  /** Carries a message to another node, or loses it. */
  void send(int from, int to, Message message);

  /** A kernel gave an outcome. */
  void replied(int node, long invocation, Outcome outcome);

  /** A kernel was given an input. */
  default void entered(VirtualNode node, String what) {}

  /** A change of an instance was asked for. */
  default void changing(int node, int instance, Change what) {}

  /** A change of an instance is over, and its kernel will hear so now. */
  default void changed(int node, int instance, Change what, boolean done) {}

  /** A run began. */
  default void started(int node, int instance, Members members) {}

  /** A run ended, or its instance went away under it. */
  default void ended(int node, long run, int instance) {}
}
