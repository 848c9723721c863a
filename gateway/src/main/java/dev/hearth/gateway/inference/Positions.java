package dev.hearth.gateway.inference;

import tools.jackson.core.TokenStreamLocation;

/** Tells a caller where in a body something is wrong. */
public final class Positions {
  private Positions() {}

  public static String of(TokenStreamLocation location) {
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
