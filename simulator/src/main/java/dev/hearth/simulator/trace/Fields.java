package dev.hearth.simulator.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The fields of one line, separated by commas; a field in double quotes may contain commas, and two
 * quotes for one. Overwritten by the next line.
 */
final class Fields {
  /** A hundred years. */
  static final long MOST_NANOS = 100L * 366 * 86_400 * 1_000_000_000;

  /** Arrivals of one step or minute of a function; all of them are in memory at once. */
  static final int MOST_IN_A_STEP = 10_000_000;

  private static final int LONGEST_SHOWN = 40;

  private byte[] bytes = new byte[0];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int count;

  void split(byte[] line, int length) throws BadRowException {
    bytes = line;
    count = 0;
    int at = 0;
    while (true) {
      at = line(at, length);
      if (at >= length) {
        return;
      }
      at++;
      if (at == length) {
        add(at, at);
        return;
      }
    }
  }

  /** Adds the field that begins at {@code at}; returns the place of the comma after it. */
  private int line(int at, int length) throws BadRowException {
    int start = at;
    while (start < length && bytes[start] == ' ') {
      start++;
    }
    if (start < length && bytes[start] == '"') {
      return quoted(start + 1, length);
    }
    int comma = start;
    while (comma < length && bytes[comma] != ',') {
      comma++;
    }
    int end = comma;
    while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    add(start, end);
    return comma;
  }

  /** Undoes doubled quotes in place. */
  private int quoted(int start, int length) throws BadRowException {
    int to = start;
    int at = start;
    while (at < length) {
      if (bytes[at] == '"') {
        if (at + 1 < length && bytes[at + 1] == '"') {
          at++;
        } else {
          break;
        }
      }
      bytes[to++] = bytes[at++];
    }
    if (at >= length) {
      throw new BadRowException("a quote is opened and not closed");
    }
    add(start, to);
    at++;
    while (at < length && bytes[at] == ' ') {
      at++;
    }
    if (at < length && bytes[at] != ',') {
      throw new BadRowException("a comma is missing after a field in quotes");
    }
    return at;
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    starts[count] = start;
    ends[count++] = end;
  }

  int count() {
    return count;
  }

  String text(int field) {
    return new String(bytes, starts[field], ends[field] - starts[field], UTF_8);
  }

  List<String> texts() {
    return IntStream.range(0, count).mapToObj(this::text).toList();
  }

  /** A number of invocations; {@code 12.0} is one as well. */
  long count(int field, String name) throws BadRowException {
    long value = 0;
    int end = ends[field];
    for (int at = starts[field]; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9 || value > Integer.MAX_VALUE) {
        return wholeNumber(field, name);
      }
      value = value * 10 + digit;
    }
    return starts[field] == end || value > Integer.MAX_VALUE ? wholeNumber(field, name) : value;
  }

  private long wholeNumber(int field, String name) throws BadRowException {
    double value = number(field, name);
    if (value != StrictMath.rint(value) || value > Integer.MAX_VALUE) {
      throw new BadRowException(
          "%s is '%s', not a whole number up to %d"
              .formatted(name, shown(field), Integer.MAX_VALUE));
    }
    return (long) value;
  }

  /** A finite number of at least 0. */
  double number(int field, String name) throws BadRowException {
    var text = text(field);
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadRowException("%s is '%s', not a number".formatted(name, shown(field)));
    }
    throw new BadRowException(
        "%s is '%s', not a number of at least 0".formatted(name, shown(field)));
  }

  /**
   * A time of at least 0 and at most {@link #MOST_NANOS}, given in units of so many nanoseconds.
   */
  long nanos(int field, String name, double unitNanos) throws BadRowException {
    double nanos = number(field, name) * unitNanos;
    if (nanos > MOST_NANOS) {
      throw new BadRowException(
          "%s is '%s', more than a hundred years".formatted(name, shown(field)));
    }
    return StrictMath.round(nanos);
  }

  boolean isNumber(int field) {
    try {
      return Double.isFinite(Double.parseDouble(text(field)));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private String shown(int field) {
    var text = text(field);
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
