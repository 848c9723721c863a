package dev.hearth.node;

import dev.hearth.node.graph.Condition;
import dev.hearth.node.graph.GraphNode;
import dev.hearth.node.graph.GraphNode.Router;
import dev.hearth.node.graph.GraphStep;
import dev.hearth.node.graph.InferenceGraph;
import dev.hearth.node.graph.Target;
import dev.hearth.policies.parameter.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads KServe's {@code kind: InferenceGraph}. Of {@code metadata} the name and the label {@code
 * pipeline} mean something here; what of {@code spec} is about pods is refused.
 */
final class GraphManifest {
  private static final String VERSION = "serving.kserve.io/v1alpha1";
  private static final int MAX_SECONDS = 86_400;
  private static final int ALL = 100;

  static final List<String> KEYS =
      List.of(
          "apiVersion",
          "kind",
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "spec.nodes",
          "spec.timeout");

  private static final List<String> NODE_KEYS = List.of("routerType", "steps");

  private static final List<String> STEP_KEYS =
      List.of(
          "name",
          "serviceName",
          "serviceUrl",
          "nodeName",
          "data",
          "weight",
          "condition",
          "dependency",
          "map");

  private GraphManifest() {}

  /**
   * Reads a manifest.
   *
   * @throws ConfigurationException saying what is wrong, in which line, and what to write instead
   */
  static InferenceGraph parse(String text) {
    Section top = Section.of(Yaml.parse(text), "", KEYS);
    if (!top.required("kind").equals("InferenceGraph")) {
      throw top.wrong("kind", "InferenceGraph");
    }
    if (!top.required("apiVersion").equals(VERSION)) {
      throw top.wrong("apiVersion", VERSION);
    }
    Section metadata = top.section("metadata");
    String name = Manifest.name(metadata);
    Optional<String> pipeline = Optional.ofNullable(metadata.texts("labels").get("pipeline"));
    Section spec = top.section("spec");
    return top.checked(
        "spec", () -> new InferenceGraph(name, timeout(spec), pipeline, nodes(spec)));
  }

  private static OptionalLong timeout(Section spec) {
    var seconds = spec.count("timeout", 1, MAX_SECONDS);
    return seconds.isPresent()
        ? OptionalLong.of(seconds.getAsInt() * 1_000_000_000L)
        : OptionalLong.empty();
  }

  private static Map<String, GraphNode> nodes(Section spec) {
    Yaml yaml = spec.value("nodes").orElse(null);
    if (!(yaml instanceof Yaml.Mapping(Map<String, Yaml> entries, _))) {
      throw new ConfigurationException(
          yaml == null ? 1 : yaml.line(), "'spec.nodes' must be a mapping of nodes by name");
    }
    var nodes = new LinkedHashMap<String, GraphNode>();
    entries.forEach((name, node) -> nodes.put(name, node(name, node)));
    return nodes;
  }

  private static GraphNode node(String name, Yaml yaml) {
    String path = "spec.nodes." + name;
    Section section = Section.of(yaml, path, NODE_KEYS);
    Router router = router(section);
    Yaml steps = section.value("steps").orElse(null);
    if (!(steps instanceof Yaml.Sequence(List<Yaml> items, _))) {
      throw new ConfigurationException(yaml.line(), "'" + path + ".steps' must be a list of steps");
    }
    var read = new ArrayList<GraphStep>();
    for (Yaml item : items) {
      read.add(step(path + ".steps[" + read.size() + "]", item));
    }
    return section.checked("steps", () -> new GraphNode(name, router, read));
  }

  private static Router router(Section node) {
    String word = node.required("routerType");
    List<String> words = new ArrayList<>();
    for (Router each : Router.values()) {
      if (each.word().equals(word)) {
        return each;
      }
      words.add(each.word());
    }
    throw node.wrong(
        "routerType", "one of %s (did you mean %s?)".formatted(words, Nearest.to(word, words)));
  }

  private static GraphStep step(String path, Yaml yaml) {
    Section section = Section.of(yaml, path, STEP_KEYS);
    Target target = target(section, path, yaml.line());
    String data = section.text("data").orElse("$request");
    if (!data.equals("$request") && !data.equals("$response")) {
      throw section.wrong("data", "$request or $response");
    }
    String dependency = section.text("dependency").orElse("Soft");
    if (!dependency.equals("Soft") && !dependency.equals("Hard")) {
      throw section.wrong("dependency", "Soft or Hard");
    }
    Optional<String> condition = section.text("condition");
    return new GraphStep(
        section.text("name").orElse(target.name()),
        target,
        data.equals("$response"),
        section.count("weight", 0, ALL).orElse(0),
        condition.map(text -> section.checked("condition", () -> Condition.parse(text))),
        dependency.equals("Hard"),
        section.texts("map"));
  }

  private static Target target(Section section, String path, int line) {
    if (section.value("serviceUrl").isPresent()) {
      throw section.wrong(
          "serviceUrl",
          "replaced by serviceName with a deployed model or function, for steps run inside the"
              + " node");
    }
    Optional<String> service = section.text("serviceName");
    Optional<String> node = section.text("nodeName");
    if (service.isPresent() == node.isPresent()) {
      throw new ConfigurationException(
          line, "'%s' must have one of serviceName and nodeName".formatted(path));
    }
    return service.isPresent()
        ? new Target.Service(service.get())
        : new Target.Node(node.orElseThrow());
  }
}
