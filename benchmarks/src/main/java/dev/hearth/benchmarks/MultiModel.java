package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What KServe adds to a model server, live, from its own manifests. Many models with memory for a
 * third of them, popular as Zipf's law says, one request after the other: how many find their model
 * loaded, and how long they take, when the least recently used goes, against keeping each a fixed
 * time, none at all, and a cache of that size that is only counted; with {@code --autoscaled} also
 * when Knative's autoscaler holds what was asked for within a minute. And one model with and
 * without a request batcher, under the same closed load.
 */
final class MultiModel {
  private static final int MEMORY_MIB = 32;
  private static final int CALLERS = 16;
  private static final long SEED = 11;
  private static final String BODY =
      """
      {"inputs":[{"name":"features","shape":[1,6],"datatype":"FP32","data":[1,2,3,4,5,6]}]}
      """;

  private final int models;
  private final int hidden;
  private final int[] sequence;
  private final Deadline deadline;

  private MultiModel(int models, int hidden, int[] sequence, Deadline deadline) {
    this.models = models;
    this.hidden = hidden;
    this.sequence = sequence;
    this.deadline = deadline;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int models = Integer.parseInt(given.take("--models=", "30"));
    int requests = Integer.parseInt(given.take("--requests=", "2000"));
    double skew = Double.parseDouble(given.take("--skew=", "1.0"));
    int hidden = Integer.parseInt(given.take("--hidden=", "20000"));
    int batched = Integer.parseInt(given.take("--batched=", "4000"));
    boolean autoscaled = given.flag("--autoscaled");
    Deadline deadline = Deadline.in(Integer.parseInt(given.take("--limit=", "300")));
    given.requireNone();
    System.out.println(Machine.description());
    var bench = new MultiModel(models, hidden, zipf(models, requests, skew), deadline);
    System.out.printf(
        "%d models, memory for %d, %d requests%n", models, bench.capacity(), requests);
    System.out.printf(
        Locale.ROOT, "%-20s %5.1f %% find their model%n", "counted LRU", 100 * bench.counted());
    bench.mesh("ModelMesh", file -> service(file, "ModelMesh", 0, ""));
    bench.mesh(
        "fixed, 10 minutes",
        file -> plain(file, "queue-length", "{suite: fixed, parameters: {keep-alive: 10m}}"));
    bench.mesh("no cache", file -> plain(file, "queue-length", "no-cache"));
    if (autoscaled) {
      bench.mesh("kpa and lru", file -> plain(file, "kpa", "lru"));
    }
    bench.batcher(batched);
  }

  private static int[] zipf(int models, int requests, double skew) {
    var sums = new double[models];
    double sum = 0;
    for (int i = 0; i < models; i++) {
      sum += 1 / Math.pow(i + 1, skew);
      sums[i] = sum;
    }
    var random = new SplittableRandom(SEED);
    var sequence = new int[requests];
    for (int i = 0; i < requests; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
      sequence[i] = found < 0 ? -found - 1 : found;
    }
    return sequence;
  }

  private int capacity() {
    return Math.max(1, models / 3);
  }

  /** The share of requests that an LRU cache of that size would have answered. */
  private double counted() {
    var cache = new LinkedHashMap<Integer, Boolean>(16, 0.75f, true);
    int hits = 0;
    for (int model : sequence) {
      hits += cache.containsKey(model) ? 1 : 0;
      cache.put(model, true);
      if (cache.size() > capacity()) {
        cache.pollFirstEntry();
      }
    }
    return (double) hits / sequence.length;
  }

  /** The sequence, on a node of its own, of models whose manifests are made of their files. */
  private void mesh(String title, Function<Path, String> manifest)
      throws IOException, InterruptedException {
    try (var directory = new TemporaryDirectory()) {
      Path config =
          Files.writeString(
              directory.path().resolve("node.yaml"),
              "capacity: {memory: %dMiB}\n".formatted(capacity() * MEMORY_MIB));
      try (FunctionNode node = node(directory, List.of("--config", config.toString()))) {
        for (int i = 0; i < models; i++) {
          Path file = directory.path().resolve("m" + i + ".onnx");
          Files.write(file, FraudModel.bytes(SEED + i, hidden));
          node.put("/admin/v1/models/m" + i, manifest.apply(file));
        }
        System.out.println(asked(title, node));
      }
    }
  }

  private FunctionNode node(TemporaryDirectory directory, List<String> more)
      throws InterruptedException {
    return FunctionNode.start(
        directory.path().resolve("data"), List.of("-XX:+UseSerialGC", "-Xmx512m"), more, deadline);
  }

  private String asked(String title, FunctionNode node) throws IOException, InterruptedException {
    double before = coldStarts(node);
    var nanos = new long[sequence.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = ask(node, "m" + sequence[i]);
    }
    double cold = coldStarts(node) - before;
    return String.format(
        Locale.ROOT,
        "%-20s %5.1f %% find their model, %s",
        title,
        100 * (1 - cold / nanos.length),
        percentiles(nanos));
  }

  private static long ask(FunctionNode node, String model)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    String _ = node.post("/v2/models/" + model + "/infer", BODY);
    return System.nanoTime() - began;
  }

  private static String percentiles(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p99 %.2f ms",
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6);
  }

  /** KServe's manifest of a model that is called like its file. */
  private static String service(Path file, String mode, int least, String batcher) {
    return """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: {name: %s, annotations: {serving.kserve.io/deploymentMode: %s}}
    spec:
      predictor:
        minReplicas: %d
        maxReplicas: 1
        model:
          modelFormat: {name: onnx}
          storageUri: file://%s
          resources: {requests: {memory: %dMi}}
    %s
    """
        .formatted(name(file), mode, least, file, MEMORY_MIB, batcher);
  }

  /** A manifest of our own. */
  private static String plain(Path file, String scaling, String warmth) {
    return """
    kind: Model
    name: %s
    from: file:%s
    scale: {min: 0, max: 1}
    resources: {memory: %dMiB}
    policies: {scaling: %s, warmth: %s}
    """
        .formatted(name(file), file, MEMORY_MIB, scaling, warmth);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replace(".onnx", "");
  }

  /** Of all models together. */
  private static double coldStarts(FunctionNode node) throws IOException, InterruptedException {
    return node.get("/metrics")
        .lines()
        .filter(line -> line.startsWith("hearth_cold_starts_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The same model without and with a batcher, one after the other on one node. */
  private void batcher(int requests) throws IOException, InterruptedException, ExecutionException {
    try (var directory = new TemporaryDirectory();
        FunctionNode node = node(directory, List.of())) {
      String batcher = "    batcher: {maxBatchSize: 16, maxLatency: 2}";
      for (String model : List.of("alone", "batched")) {
        Path file = directory.path().resolve(model + ".onnx");
        Files.write(file, FraudModel.bytes(SEED, hidden));
        String more = model.equals("batched") ? batcher : "";
        node.put("/admin/v1/models/" + model, service(file, "Serverless", 1, more));
      }
      for (String model : List.of("alone", "batched", "alone", "batched")) {
        System.out.println(load(node, model, requests / 2));
      }
    }
  }

  /** Several callers, each of which asks again once it is answered. */
  private static String load(FunctionNode node, String model, int requests)
      throws InterruptedException, ExecutionException {
    var next = new AtomicInteger();
    var nanos = new long[requests];
    List<Future<?>> all = new ArrayList<>();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                    nanos[i] = ask(node, model);
                  }
                  return requests;
                }));
      }
    }
    for (Future<?> each : all) {
      Object _ = each.get();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return String.format(
        Locale.ROOT,
        "%-20s %.0f requests a second, %s",
        model,
        requests / seconds,
        percentiles(nanos));
  }
}
