package dev.hearth.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy object in office: what it wants to hear and, as its timer, when it wants to be woken.
 */
final class Seat extends Timer {
  final String suite;
  final Policy policy;

  /** The question to a planner it waits for, or 0. */
  long question;

  final Set<Event.Kind> interests = EnumSet.noneOf(Event.Kind.class);

  /** The pool it serves, if that is only one. */
  @Nullable Pool pool;

  private final boolean ofOnePool;

  Seat(Suite suite, Policy policy) {
    this.suite = suite.id();
    this.policy = policy;
    ofOnePool = suite.scope() == Suite.Scope.POOL;
    interests.addAll(policy.interests());
  }

  /** From now on it is in office for a pool. */
  void serve(Pool served) {
    pool = ofOnePool ? served : null;
  }

  boolean wants(Event.Kind kind) {
    return interests.contains(kind);
  }
}
