package dev.hearth.gateway.inference;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/** Tells a caller where in a body something is wrong. */
public final class Positions {
  private Positions() {}

  /** In words, or nothing if the place is unknown. */
  public static String of(@Nullable TokenStreamLocation location) {
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
