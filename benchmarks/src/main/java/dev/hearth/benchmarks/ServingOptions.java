package dev.hearth.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link Serving} is told; the README of this module has the defaults and meanings.
 *
 * @param seconds of a measured window, {@code windows} for each cell, one for each of the rounds
 * @param sweepSeconds per cell of the bare loop's sweep; 0 skips it and takes {@code shape}
 * @param manifest one more line of the manifest
 * @param root of a checkout that is built
 * @param nodeOptions more options for the node's virtual machine
 */
record ServingOptions(
    Workload workload,
    List<Protocol> protocols,
    double seconds,
    int windows,
    double sweepSeconds,
    String shape,
    int rounds,
    int instances,
    String maxDelay,
    String manifest,
    double limitSeconds,
    List<Integer> maxSizes,
    List<Integer> concurrencies,
    Path root,
    Path store,
    String nodeOptions) {
  ServingOptions {
    if (seconds <= 0 || windows < 1 || rounds < 1) {
      throw new IllegalArgumentException("there must be something to measure, and time for it");
    }
  }

  static ServingOptions parse(String[] arguments) {
    var given = new Arguments(arguments);
    var options =
        new ServingOptions(
            Workload.parse(given.take("--workload=", "minilm")),
            Arrays.stream(given.take("--protocols=", "grpc,rest-binary,rest-json").split(",", -1))
                .map(Protocol::parse)
                .toList(),
            Double.parseDouble(given.take("--seconds=", "1.2")),
            Integer.parseInt(given.take("--windows=", "3")),
            Double.parseDouble(given.take("--sweep-seconds=", "0.6")),
            given.take("--shape=", "16,1,2,2"),
            Integer.parseInt(given.take("--rounds=", "5")),
            Integer.parseInt(given.take("--instances=", "2")),
            given.take("--max-delay=", "0ms"),
            given.take("--manifest=", ""),
            Double.parseDouble(given.take("--limit=", "420")),
            given.numbers("--max-sizes=", "16,32"),
            given.numbers("--concurrencies=", "16,32,64,128"),
            Path.of(given.take("--root=", ".")),
            Path.of(given.take("--store=", "target/models")),
            given.take("--node-options=", ""));
    given.requireNone();
    return options;
  }
}
