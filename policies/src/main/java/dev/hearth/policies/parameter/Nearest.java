package dev.hearth.policies.parameter;

import java.util.Collection;

/**
 * Finds what was probably meant: the candidate with the least edit distance, the first of equals.
 */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate nearest to {@code name}.
   *
   * @throws IllegalArgumentException if there are no candidates
   */
  public static String to(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(java.util.Comparator.comparingInt(candidate -> distance(name, candidate)))
        .orElseThrow(() -> new IllegalArgumentException("no candidates for '" + name + "'"));
  }

  /** Insertions, deletions and replacements of one character that turn one name into the other. */
  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
