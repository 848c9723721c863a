package dev.hearth.node;

import dev.hearth.node.Yaml.Mapping;
import dev.hearth.node.Yaml.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads KServe's {@code kind: InferenceService} with an ONNX predictor as the manifest of a model.
 * It is scaled by Knative's autoscaler, as in KServe; in the deployment mode {@code ModelMesh} it
 * is loaded when a request waits for it and stays until memory is short, when the least recently
 * used goes. An autoscaler there would hold for a minute whatever was asked for once, and load it
 * again whenever it went.
 */
final class KserveManifest {
  private static final String KIND = "InferenceService";
  private static final String VERSION = "serving.kserve.io/v1beta1";
  private static final String MODE = "serving.kserve.io/deploymentMode";
  private static final int MAX_BATCH_SIZE = 32;
  private static final int MAX_LATENCY_MILLIS = 500;
  private static final int LONGEST_MILLIS = 3_600_000;

  static final List<String> KEYS =
      List.of(
          "apiVersion",
          "kind",
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "spec.predictor.minReplicas",
          "spec.predictor.maxReplicas",
          "spec.predictor.timeout",
          "spec.predictor.containerConcurrency",
          "spec.predictor.batcher.maxBatchSize",
          "spec.predictor.batcher.maxLatency",
          "spec.predictor.batcher.timeout",
          "spec.predictor.model.modelFormat.name",
          "spec.predictor.model.modelFormat.version",
          "spec.predictor.model.storageUri",
          "spec.predictor.model.protocolVersion",
          "spec.predictor.model.resources.requests.cpu",
          "spec.predictor.model.resources.requests.memory",
          "spec.predictor.model.resources.limits.cpu",
          "spec.predictor.model.resources.limits.memory");

  private KserveManifest() {}

  /** Whether a document is such a resource. */
  static boolean is(Yaml yaml) {
    return yaml instanceof Mapping(Map<String, Yaml> entries, _)
        && entries.get("kind") instanceof Scalar(String kind, _)
        && kind.equals(KIND);
  }

  /**
   * The manifest of the model it describes.
   *
   * @throws ConfigurationException saying what is wrong, in which line, and what to write instead
   */
  static Yaml model(Yaml yaml) {
    Section top = Section.of(yaml, "", KEYS);
    if (!top.required("apiVersion").equals(VERSION)) {
      throw top.wrong("apiVersion", VERSION);
    }
    Section predictor = top.section("spec").section("predictor");
    Section model = predictor.section("model");
    requireOnnx(model.section("modelFormat"));
    var written = new Writing(yaml.line());
    written.put("kind", "Model");
    written.put("name", top.section("metadata").required("name"));
    written.put("from", from(model.required("storageUri")));
    batching(written, predictor);
    resources(written, model.section("resources"));
    scaling(written, predictor, mesh(top.section("metadata")));
    predictor.text("containerConcurrency").ifPresent(slots -> written.put("slots", slots));
    timeout(predictor).ifPresent(seconds -> written.put("limits", "timeout", seconds + "s"));
    return written.yaml();
  }

  private static void requireOnnx(Section format) {
    if (!format.required("name").equals("onnx")) {
      throw format.wrong("name", "onnx, the one format that is run here");
    }
  }

  /** As KServe writes local files, or as they are written here. */
  private static String from(String uri) {
    return uri.startsWith("file:///") ? "file:" + uri.substring("file://".length()) : uri;
  }

  private static boolean mesh(Section metadata) {
    return "ModelMesh".equals(metadata.texts("annotations").get(MODE));
  }

  private static void scaling(Writing written, Section predictor, boolean mesh) {
    int least = predictor.count("minReplicas", 0, 10_000).orElse(mesh ? 0 : 1);
    written.put("scale", "min", Integer.toString(least));
    predictor
        .text("maxReplicas")
        .filter(most -> !most.equals("0"))
        .ifPresent(most -> written.put("scale", "max", most));
    written.put("policies", "scaling", mesh ? "queue-length" : "kpa");
    if (mesh) {
      written.put("policies", "warmth", "lru");
    }
  }

  private static void batching(Writing written, Section predictor) {
    if (predictor.value("batcher").isEmpty()) {
      written.put("batching", "max-size", "1");
      return;
    }
    Section batcher = predictor.section("batcher");
    int size = batcher.count("maxBatchSize", 1, 65_536).orElse(MAX_BATCH_SIZE);
    int millis = batcher.count("maxLatency", 0, LONGEST_MILLIS).orElse(MAX_LATENCY_MILLIS);
    written.put("batching", "max-size", Integer.toString(size));
    written.put("batching", "max-delay", millis + "ms");
  }

  /** Seconds, of the batcher's and the predictor's the less. */
  private static Optional<String> timeout(Section predictor) {
    int most = LONGEST_MILLIS / 1_000;
    int own = predictor.count("timeout", 1, most).orElse(most);
    int batcher = predictor.section("batcher").count("timeout", 1, most).orElse(most);
    int less = Math.min(own, batcher);
    return less == most ? Optional.empty() : Optional.of(Integer.toString(less));
  }

  /** What is requested, or else the limit; Mi and Gi are MiB and GiB. */
  private static void resources(Writing written, Section resources) {
    for (String key : List.of("cpu", "memory")) {
      resources
          .section("requests")
          .text(key)
          .or(() -> resources.section("limits").text(key))
          .map(text -> text.endsWith("i") ? text + "B" : text)
          .ifPresent(text -> written.put("resources", key, text));
    }
  }

  /** A manifest that is being put together. */
  private static final class Writing {
    private final int line;
    private final Map<String, Yaml> entries = new LinkedHashMap<>();
    private final Map<String, Map<String, Yaml>> sections = new LinkedHashMap<>();

    Writing(int line) {
      this.line = line;
    }

    void put(String key, String value) {
      entries.put(key, new Scalar(value, line));
    }

    void put(String section, String key, String value) {
      sections
          .computeIfAbsent(section, _ -> new LinkedHashMap<>())
          .put(key, new Scalar(value, line));
    }

    Yaml yaml() {
      sections.forEach((name, below) -> entries.put(name, new Mapping(below, line)));
      return new Mapping(entries, line);
    }
  }
}
