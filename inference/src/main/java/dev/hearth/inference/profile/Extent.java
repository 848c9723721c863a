package dev.hearth.inference.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a dimension is: one length, or a range over which the runs are spread.
 *
 * @param from the least, at least 1
 * @param to the most
 */
public record Extent(long from, long to) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:\\.\\.(\\d{1,9}))?");

  public Extent {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          "a length is at least 1, a range goes upwards, and neither is '%d..%d'"
              .formatted(from, to));
    }
  }

  /**
   * Reads {@code 64} or {@code 16..128}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Extent parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a length such as 64 or a range such as 16..128".formatted(text));
    }
    long from = Long.parseLong(matcher.group(1));
    return new Extent(from, matcher.group(2) == null ? from : Long.parseLong(matcher.group(2)));
  }

  /** The length at a share, 0 to 1, of the way from the least to the most. */
  long at(double share) {
    return from + Math.round(share * (to - from));
  }

  boolean varies() {
    return from < to;
  }

  @Override
  public String toString() {
    return from == to ? Long.toString(from) : from + ".." + to;
  }
}
