package dev.hearth.kernel;

import java.util.EnumSet;
import java.util.Set;

/**
 * A policy object in office: what it wants to hear and, as its timer, when it wants to be woken.
 */
final class Seat extends Timer {
  final Policy policy;

  /** The question to a planner it waits for, or 0. */
  long question;

  final Set<Event.Kind> interests = EnumSet.noneOf(Event.Kind.class);

  Seat(Policy policy) {
    this.policy = policy;
    interests.addAll(policy.interests());
  }

  boolean wants(Event.Kind kind) {
    return interests.contains(kind);
  }
}
