package dev.hearth.gateway.security;

import java.util.Locale;

/** The kinds of things that belong to a tenant. Names are the node's, one for each kind. */
public enum Kind {
  /** A model, or a graph, for they are called by the same paths. */
  MODEL,
  FUNCTION,
  QUEUE,
  BUCKET,
  SCHEDULE,
  TRIGGER;

  /** The word it is written as. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
