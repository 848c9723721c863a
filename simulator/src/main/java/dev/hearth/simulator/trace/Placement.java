package dev.hearth.simulator.trace;

import java.util.Arrays;
import java.util.List;

/** Where in its step of time (a minute, say) each of a counted number of arrivals is put. */
public enum Placement {
  /** Anywhere, independently: a Poisson process of which the count is known. */
  UNIFORM,
  /** All at the beginning. */
  START,
  /** The first at the beginning, the others at equal distances. */
  EVEN,
  /**
   * A Poisson process whose mean is the count: gaps are exponential, and the number of arrivals is
   * another one each time.
   */
  POISSON;

  /** As options write it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Placement::word).toList();
  }
}
