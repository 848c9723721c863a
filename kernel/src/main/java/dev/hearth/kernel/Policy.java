package dev.hearth.kernel;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Answers questions with values. No I/O, no threads, no static state; time is an argument; what it
 * remembers belongs to one object for each scope.
 */
public interface Policy {
  /** The events it wants to be told of; asked once. Events nobody wants are never made. */
  default Set<Event.Kind> interests() {
    return EnumSet.noneOf(Event.Kind.class);
  }

  default void observe(Event event, View view) {}

  /** When it wants to be woken; asked again after every event it observed and every wake. */
  default long nextWake() {
    return Long.MAX_VALUE;
  }

  default List<Proposal> wake(long now, View view) {
    return List.of();
  }

  /**
   * What its last answer for a function rested on: one line with the numbers of its formula and
   * their units, or empty if its answer needs no reason. Asked when somebody looks, never on the
   * way of an invocation; asking changes nothing.
   */
  default String why(int function) {
    return "";
  }

  /** The answer to a {@link Proposal.Think}. */
  default List<Proposal> planned(long now, Plan plan, View view) {
    return List.of();
  }
}
