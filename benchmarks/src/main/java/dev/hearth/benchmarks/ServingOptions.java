package dev.hearth.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link Serving} is told; {@code docs/performance.md} has the defaults and meanings.
 *
 * @param seconds of a measured window, {@code windows} for each cell, one for each of the rounds
 * @param sweepSeconds per cell of the bare loop's sweep; 0 skips it and takes {@code shape}
 * @param nodeOptions more options for the node's virtual machine
 */
record ServingOptions(
    double seconds,
    int windows,
    double sweepSeconds,
    String shape,
    int rounds,
    int instances,
    String maxDelay,
    double limitSeconds,
    List<Integer> maxSizes,
    List<Integer> concurrencies,
    Path home,
    Path store,
    List<String> nodeOptions) {
  ServingOptions {
    if (seconds <= 0
        || windows < 1
        || rounds < 1
        || maxSizes.isEmpty()
        || concurrencies.isEmpty()) {
      throw new IllegalArgumentException("there must be something to measure, and time for it");
    }
  }

  static ServingOptions parse(String[] arguments) {
    List<String> left = new ArrayList<>(List.of(arguments));
    var options =
        new ServingOptions(
            Double.parseDouble(take(left, "--seconds=", "1.2")),
            Integer.parseInt(take(left, "--windows=", "5")),
            Double.parseDouble(take(left, "--sweep-seconds=", "0.6")),
            take(left, "--shape=", "8,1,2,2"),
            Integer.parseInt(take(left, "--rounds=", "7")),
            Integer.parseInt(take(left, "--instances=", "2")),
            take(left, "--max-delay=", "0ms"),
            Double.parseDouble(take(left, "--limit=", "360")),
            numbers(take(left, "--max-sizes=", "1,8,16,32")),
            numbers(take(left, "--concurrencies=", "1,16,32,64")),
            Path.of(take(left, "--home=", "distribution/target/hearth")),
            Path.of(take(left, "--store=", "target/models")),
            words(take(left, "--node-options=", "")));
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("unknown arguments " + left);
    }
    return options;
  }

  private static String take(List<String> arguments, String key, String otherwise) {
    for (String argument : arguments) {
      if (argument.startsWith(key)) {
        arguments.remove(argument);
        return argument.substring(key.length());
      }
    }
    return otherwise;
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
