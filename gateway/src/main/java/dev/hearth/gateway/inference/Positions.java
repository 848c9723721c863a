package dev.hearth.gateway.inference;

import tools.jackson.core.TokenStreamLocation;

/** Tells a caller where in a body something is wrong. */
final class Positions {
  private Positions() {}

  static String of(TokenStreamLocation location) {
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
