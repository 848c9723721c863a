package dev.hearth.cli.bench;

import java.util.random.RandomGenerator;

/** Numbers from {@code low} to {@code high}, both included for whole ones. */
record Range(double low, double high) {
  static final Range ZEROS = new Range(0, 0);

  static Range of(String text, String argument) {
    int colon = text.indexOf(':');
    try {
      double low = Double.parseDouble(colon < 0 ? text : text.substring(0, colon));
      double high = colon < 0 ? low : Double.parseDouble(text.substring(colon + 1));
      if (low <= high) {
        return new Range(low, high);
      }
    } catch (NumberFormatException _) {
      // Said below, as for a range the wrong way round.
    }
    throw Arguments.usage("the range '%s' is not like input_ids=0:1000".formatted(argument));
  }

  long whole(RandomGenerator random) {
    return low == high ? (long) low : random.nextLong((long) low, (long) high + 1);
  }

  double fraction(RandomGenerator random) {
    return low == high ? low : random.nextDouble(low, high);
  }
}
