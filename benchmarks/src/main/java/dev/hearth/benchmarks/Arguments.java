package dev.hearth.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a program was told on its command line, taken piece by piece. */
final class Arguments {
  private final List<String> left;
  private final List<String> known = new ArrayList<>();

  Arguments(String... arguments) {
    left = new ArrayList<>(List.of(arguments));
  }

  /** The value of an argument such as {@code --seconds=}. */
  String take(String key, String otherwise) {
    known.add(key + otherwise);
    for (String argument : left) {
      if (argument.startsWith(key)) {
        left.remove(argument);
        return argument.substring(key.length());
      }
    }
    return otherwise;
  }

  boolean flag(String key) {
    known.add(key);
    return left.remove(key);
  }

  List<Integer> numbers(String key, String otherwise) {
    return Arrays.stream(take(key, otherwise).split(",", -1)).map(Integer::valueOf).toList();
  }

  /** Refuses what nobody took. */
  void requireNone() {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("unknown arguments " + left + "; known are " + known);
    }
  }
}
