package dev.hearth.gateway.security;

import org.jspecify.annotations.Nullable;

/**
 * What a route asks of its caller.
 *
 * @param role that is needed; none is for an open route
 * @param kind of the thing that its path names, if it names one
 * @param parameter of the path that names it
 * @param form how the caller is known, and what becomes of the name
 */
public record Rule(@Nullable Role role, @Nullable Kind kind, String parameter, Form form) {
  /** How a route is entered. */
  public enum Form {
    /** By a key or a token. */
    KEY,
    /** The same, and the name becomes the caller's. */
    CLAIM,
    /** By a signature over the body, too, which is checked when that is read. */
    SIGNED,
    /** As its handler says, for what is called decides. */
    HANDLER
  }

  static Rule open() {
    return new Rule(null, null, "", Form.KEY);
  }

  static Rule needs(Role role) {
    return new Rule(role, null, "", Form.KEY);
  }

  Rule of(Kind of, String name) {
    return new Rule(role, of, name, form);
  }

  Rule by(Form other) {
    return new Rule(role, kind, parameter, other);
  }
}
