package dev.hearth.node.security;

/** Why a node does not start: what about its security is wrong, and what to do. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message, null, false, false);
  }
}
