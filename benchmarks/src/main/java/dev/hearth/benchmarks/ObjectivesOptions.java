package dev.hearth.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Arguments of {@link Objectives}, with their defaults: {@code
 * --models=minilm:60,minilm_fp32:120,angle:40,faces:30,silero:20} (with their objectives in
 * milliseconds), {@code --batches=1,2,4,8,16} of the uniform settings, {@code --shares=0.8,1.0},
 * {@code --rounds=5}, {@code --seconds=6}, {@code --warm-up=6} before each window, {@code
 * --connections=64} of each generator, {@code --cores=2}, {@code --ladder=8} the batch under which
 * saturation is found, {@code --infless=} more of its parameters such as {@code wait: 0.5}, {@code
 * --root=.}, {@code --store=target/models}, {@code --node-options=}, {@code --limit=2400} seconds.
 */
record ObjectivesOptions(
    List<Asked> models,
    List<Integer> batches,
    List<Double> shares,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int connections,
    int cores,
    int ladderBatch,
    String infless,
    Path root,
    Path store,
    String nodeOptions,
    double limitSeconds) {
  static final String INFLESS = "infless";
  static final String ONE_REQUEST = "one-request";
  private static final int LARGEST_BATCH = 16;

  /** A model and the latency it is asked for. */
  record Asked(Workload model, long objectiveMillis) {
    static Asked parse(String text) {
      String[] parts = text.split(":", -1);
      return new Asked(Workload.parse(parts[0]), Long.parseLong(parts[1]));
    }
  }

  static ObjectivesOptions parse(String[] arguments) {
    var given = new Arguments(arguments);
    var options =
        new ObjectivesOptions(
            Stream.of(
                    given
                        .take("--models=", "minilm:60,minilm_fp32:120,angle:40,faces:30,silero:20")
                        .split(",", -1))
                .map(Asked::parse)
                .toList(),
            given.numbers("--batches=", "1,2,4,8,16"),
            Stream.of(given.take("--shares=", "0.8,1.0").split(",", -1))
                .map(Double::valueOf)
                .toList(),
            Integer.parseInt(given.take("--rounds=", "5")),
            Double.parseDouble(given.take("--seconds=", "6")),
            Double.parseDouble(given.take("--warm-up=", "6")),
            Integer.parseInt(given.take("--connections=", "64")),
            Integer.parseInt(given.take("--cores=", "2")),
            Integer.parseInt(given.take("--ladder=", "8")),
            given.take("--infless=", ""),
            Path.of(given.take("--root=", ".")),
            Path.of(given.take("--store=", "target/models")),
            given.take("--node-options=", ""),
            Double.parseDouble(given.take("--limit=", "2400")));
    given.requireNone();
    return options;
  }

  int maxBatch() {
    return LARGEST_BATCH;
  }

  String profiledBatches() {
    return "[1,2,4,8,16]";
  }

  /** Each policy decides on scale every 2 s, as windows are short. */
  Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    for (int batch : batches) {
      settings.put("uniform-" + batch, uniform(batch));
    }
    settings.put(ONE_REQUEST, "{scaling: {suite: one-request, parameters: {check: 2s}}}");
    var suite =
        "{suite: infless, parameters: {check: 2s%s}}"
            .formatted(infless.isEmpty() ? "" : ", " + infless);
    settings.put(INFLESS, "{scaling: %1$s, routing: %1$s, queue: %1$s}".formatted(suite));
    return settings;
  }

  String ladder() {
    return uniform(ladderBatch);
  }

  private static String uniform(int batch) {
    return "{scaling: {suite: uniform, parameters: {check: 2s, batch: %d}}}".formatted(batch);
  }

  List<String> uniforms() {
    return new ArrayList<>(batches.stream().map(batch -> "uniform-" + batch).toList());
  }
}
