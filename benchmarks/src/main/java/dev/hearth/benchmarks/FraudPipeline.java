package dev.hearth.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pipeline of four Java functions and an ONNX model that looks for fraud, cut in all eight ways,
 * on one node: whether each answers what the steps answer in one process without a node, how near
 * the node's recommender comes to each one's response time having seen only the coarsest and the
 * finest, and what the split it recommends is against the others. All splits take turns.
 */
final class FraudPipeline implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MODEL = "fraud-model";
  private static final int HIDDEN = 64;
  private static final long SEED = 7;
  private static final int SPLITS = 1 << (FraudSteps.NAMES.size() - 1);

  /** The two splits that are learned from: one function, and one for each step. */
  private static final List<Integer> SEEN = List.of(0, SPLITS - 1);

  private static final double GOAL = 0.2;

  private final TemporaryDirectory directory;
  private final FunctionNode node;
  private final byte[] model = FraudModel.bytes(SEED, HIDDEN);

  private FraudPipeline(TemporaryDirectory directory, FunctionNode node) {
    this.directory = directory;
    this.node = node;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int rounds = Integer.parseInt(given.take("--rounds=", "40"));
    int warmUp = Integer.parseInt(given.take("--warm-up=", "20"));
    List<Integer> seen = given.numbers("--sizes=", "50,200,800");
    List<Integer> unseen = given.numbers("--unseen-sizes=", "400");
    Deadline deadline = Deadline.in(Integer.parseInt(given.take("--limit=", "300")));
    given.requireNone();
    System.out.println(Machine.description());
    try (FraudPipeline pipeline = start(deadline)) {
      pipeline.deploy();
      List<Integer> all = new ArrayList<>(seen);
      all.addAll(unseen);
      for (int size : all) {
        pipeline.requireEqual(size);
      }
      System.out.println("every split answers what one process without a node does, bit for bit");
      pipeline.load(seen, unseen, warmUp);
      pipeline.deployGraphs(); // what was measured so far is forgotten
      pipeline.load(seen, unseen, rounds);
      pipeline.report(all, unseen);
    }
  }

  /** A node with nothing on it. */
  static FraudPipeline start(Deadline deadline) throws IOException, InterruptedException {
    var directory = new TemporaryDirectory();
    Path data = directory.path().resolve("data");
    return new FraudPipeline(
        directory, FunctionNode.start(data, List.of("-XX:+UseSerialGC", "-Xmx1g"), deadline));
  }

  /** Deploys the model, every function that some split has, and every split as a graph. */
  void deploy() throws IOException, InterruptedException {
    Path file = Files.write(directory.path().resolve("fraud.onnx"), model);
    node.put(
        "/admin/v1/models/" + MODEL,
        """
        kind: Model
        name: %s
        from: file:%s
        batching: {max-size: 4096}
        scale: {min: 1, max: 1}
        """
            .formatted(MODEL, file));
    Path jar = jar();
    int steps = FraudSteps.NAMES.size();
    for (int from = 0; from < steps; from++) {
      for (int to = from + 1; to <= steps; to++) {
        function(jar, FraudSteps.NAMES.subList(from, to));
      }
    }
    deployGraphs();
  }

  private void function(Path jar, List<String> joined) throws IOException, InterruptedException {
    String handler = String.join("->", joined.stream().map(FraudPipeline::handler).toList());
    String name = String.join("-", joined);
    node.deploy(
        name,
        """
        kind: Function
        name: %s
        from: file:%s
        runtime: java25
        handler: '%s'
        sandbox: jvm
        trusted: true
        timeout: 30s
        """
            .formatted(name, jar, handler));
  }

  private static String handler(String step) {
    String name = step.substring(0, 1).toUpperCase(Locale.ROOT) + step.substring(1);
    return FraudSteps.class.getName() + "$" + name;
  }

  /** Each split to be measured, and the two that are learned from a second time. */
  void deployGraphs() throws IOException, InterruptedException {
    for (int mask = 0; mask < SPLITS; mask++) {
      graph("check-" + mask, "check", mask);
    }
    for (int mask : SEEN) {
      graph("seen-" + mask, "fraud", mask);
    }
  }

  private void graph(String name, String pipeline, int mask)
      throws IOException, InterruptedException {
    var text =
        new StringBuilder(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: InferenceGraph
            metadata: {name: %s, labels: {pipeline: %s}}
            spec:
              nodes:
                root:
                  routerType: Sequence
                  steps:
            """
                .formatted(name, pipeline));
    List<List<String>> functions = functions(mask);
    String data = "$request";
    for (List<String> each : functions) {
      text.append(step(String.join("+", each), String.join("-", each), data));
      data = "$response";
    }
    text.append(step("predict", MODEL, data));
    node.put("/admin/v1/graphs/" + name, text.toString());
  }

  private static String step(String name, String service, String data) {
    return "      - {name: %s, serviceName: %s, data: %s, dependency: Hard}\n"
        .formatted(name, service, data);
  }

  /** The steps, cut wherever a bit of the mask is set. */
  private static List<List<String>> functions(int mask) {
    List<List<String>> functions = new ArrayList<>();
    for (int i = 0; i < FraudSteps.NAMES.size(); i++) {
      if (i == 0 || ((mask >> (i - 1)) & 1) == 1) {
        functions.add(new ArrayList<>());
      }
      functions.getLast().add(FraudSteps.NAMES.get(i));
    }
    return functions;
  }

  private Path jar() throws IOException {
    Path jar = directory.path().resolve("fraud.jar");
    var classes = new ArrayList<Class<?>>(List.of(FraudSteps.class));
    FraudSteps.all().forEach(each -> classes.add(each.getClass()));
    try (var entries = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> each : classes) {
        String name = each.getName().replace('.', '/') + ".class";
        entries.putNextEntry(new JarEntry(name));
        try (InputStream code = FraudSteps.class.getClassLoader().getResourceAsStream(name)) {
          Objects.requireNonNull(code, name).transferTo(entries);
        }
        entries.closeEntry();
      }
    }
    return jar;
  }

  /** So many payments, always the same. */
  private static String request(int size) {
    var random = new SplittableRandom(SEED + size);
    List<String> currencies = List.of("EUR", "USD", "SEK", "???");
    List<Map<String, Object>> payments = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      var payment = new HashMap<String, Object>();
      payment.put("account", random.nextInt(1 + size / 8));
      payment.put("amount", random.nextInt(-100, 10_000) / 100.0);
      payment.put("currency", currencies.get(random.nextInt(currencies.size())));
      payment.put("hour", random.nextInt(24));
      payment.put("abroad", random.nextInt(10) == 0);
      payments.add(payment);
    }
    return JSON.writeValueAsString(Map.of("payments", payments));
  }

  /**
   * Holds what every split answers against one process that has no node.
   *
   * @throws IllegalStateException if one differs
   */
  void requireEqual(int size) throws IOException, InterruptedException, OrtException {
    float[] expected = monolith(request(size));
    for (int mask = 0; mask < SPLITS; mask++) {
      JsonNode data =
          JSON.readTree(node.post("/graphs/check-" + mask, request(size))).at("/outputs/0/data");
      var scores = new float[data.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) data.path(i).asDouble();
      }
      if (!Arrays.equals(scores, expected)) {
        throw new IllegalStateException(
            "the split %s answers other than one process does".formatted(functions(mask)));
      }
    }
  }

  @SuppressWarnings("unchecked") // a JSON object
  private float[] monolith(String request) throws OrtException {
    Map<String, Object> value = JSON.readValue(request, HashMap.class);
    for (Function<Map<String, Object>, Map<String, Object>> step : FraudSteps.all()) {
      value = step.apply(value);
    }
    var inputs = (List<Map<String, Object>>) Objects.requireNonNull(value.get("inputs"));
    var data = (List<Float>) Objects.requireNonNull(inputs.getFirst().get("data"));
    return FraudModel.run(model, data);
  }

  private void load(List<Integer> seen, List<Integer> unseen, int rounds)
      throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      for (int size : seen) {
        all(request(size), true);
      }
      for (int size : unseen) {
        all(request(size), false);
      }
    }
  }

  private void all(String request, boolean learned) throws IOException, InterruptedException {
    for (int mask = 0; mask < SPLITS; mask++) {
      String _ = node.post("/graphs/check-" + mask, request);
      if (learned && SEEN.contains(mask)) {
        String _ = node.post("/graphs/seen-" + mask, request);
      }
    }
  }

  private void report(List<Integer> sizes, List<Integer> unseen)
      throws IOException, InterruptedException {
    List<Double> errors = new ArrayList<>();
    for (int size : sizes) {
      Map<String, Double> times = new HashMap<>();
      splits("check-0", size)
          .forEach(split -> times.put(name(split), split.path("measuredMillis").asDouble()));
      JsonNode predicted = splits("seen-0", size);
      for (JsonNode split : predicted) {
        double time = Objects.requireNonNull(times.get(name(split)));
        double millis = split.path("predictedMillis").asDouble();
        errors.add(Math.abs(millis - time) / time);
        System.out.printf(
            Locale.ROOT,
            "%4d payments  %-40s predicted %7.2f ms, measured %7.2f ms, off by %5.1f %%%s%n",
            size,
            name(split),
            millis,
            time,
            100 * (millis - time) / time,
            unseen.contains(size) ? " (size not learned from)" : "");
      }
      chosen(size, name(predicted.path(0)), times);
    }
    summary(errors);
  }

  private static void summary(List<Double> errors) {
    double[] sorted = errors.stream().mapToDouble(each -> each).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "off by %.1f %% on average, %.1f %% median, %.1f %% at most; %d of %d within %.0f %%%n",
        100 * Arrays.stream(sorted).average().orElse(0),
        100 * sorted[sorted.length / 2],
        100 * sorted[sorted.length - 1],
        Arrays.stream(sorted).filter(each -> each <= GOAL).count(),
        sorted.length,
        100 * GOAL);
  }

  private static void chosen(int size, String chosen, Map<String, Double> times) {
    double[] sorted = times.values().stream().mapToDouble(each -> each).sorted().toArray();
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    double time = Objects.requireNonNull(times.get(chosen));
    System.out.printf(
        Locale.ROOT,
        "%4d payments  chosen: %s, %.2f times the median split, %.2f times the fastest%n",
        size,
        chosen,
        time / median,
        time / sorted[0]);
  }

  private JsonNode splits(String graph, int size) throws IOException, InterruptedException {
    int bytes = request(size).length();
    return JSON.readTree(node.get("/admin/v1/graphs/" + graph + "/recommendation?bytes=" + bytes))
        .path("splits");
  }

  private static String name(JsonNode split) {
    List<String> steps = new ArrayList<>();
    split.path("steps").forEach(step -> steps.add(step.asString()));
    return String.join(" ", steps);
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      node.close();
    }
  }
}
