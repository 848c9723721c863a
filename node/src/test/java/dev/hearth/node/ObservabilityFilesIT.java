package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alerts ask for what a node has after traffic of every kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityFilesIT {
  private static final Path FILES = Path.of("..", "distribution", "src", "main", "observability");
  private static final Pattern SERIES = Pattern.compile("([a-z_:]+)(?:\\{(.*)\\})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Prometheus' own. */
  private static final String UP = "up";

  /** Only with a policy that asks planners, and once garbage was collected. */
  private static final Set<String> NOT_ALWAYS =
      Set.of("hearth_planner_plans_total", "hearth_planner_plan_seconds", "jvm_gc_pause_seconds");

  private final Map<String, Set<String>> labels = new TreeMap<>();

  @BeforeAll
  void traffic(@TempDir Path directory) throws IOException {
    try (var node = TestNode.start(directory.resolve("data"))) {
      Files.createDirectories(directory);
      node.deploySum("");
      ok(node.infer(TestNode.SUM));
      deploy(node, directory, "square");
      ok(
          node.deploy(
              "tiny",
              """
              kind: Model
              name: tiny
              from: builtin:tiny-decoder
              generation: {max-sequences: 2, max-tokens: 32}
              """));
      String prompt = "{\"model\":\"tiny\",\"prompt\":\"hello\",\"max_tokens\":4}";
      ok(node.send("POST", "/openai/v1/completions", prompt).join());
      String manifest = JavaFunction.manifest(directory, "echo", "return input;", "");
      ok(node.send("PUT", "/admin/v1/functions/echo", manifest).join());
      ok(node.send("POST", "/2015-03-31/functions/echo/invocations", "{}").join());
      String graph =
          """
          apiVersion: serving.kserve.io/v1alpha1
          kind: InferenceGraph
          metadata: {name: g}
          spec:
            nodes:
              root:
                routerType: Sequence
                steps:
                - {name: add, serviceName: sum}
          """;
      ok(node.send("PUT", "/admin/v1/graphs/g", graph).join());
      ok(node.send("POST", "/graphs/g", TestNode.SUM).join());
      node.get("/metrics").body().lines().forEach(this::series);
    }
  }

  private static void deploy(TestNode node, Path directory, String name) throws IOException {
    Path file = Files.write(directory.resolve(name + ".onnx"), TinyModel.arithmetic(2).bytes());
    ok(node.deploy(name, "kind: Model\nname: %s\nfrom: file:%s\n".formatted(name, file)));
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private void series(String line) {
    var series = SERIES.matcher(line);
    if (!line.startsWith("#") && series.matches()) {
      var of = labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
      if (series.group(2) != null) {
        LABEL.matcher(series.group(2)).results().forEach(label -> of.add(label.group(1)));
      }
    }
  }

  @AfterAll
  void forget() {
    labels.clear();
  }

  private static JsonNode board() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(FILES.resolve("grafana-hearth.json")));
  }

  private static List<String> ofBoard() throws IOException {
    return board().findValuesAsString("expr");
  }

  private static List<String> ofAlerts() throws IOException {
    return expressions(Yaml.parse(Files.readString(FILES.resolve("prometheus-alerts.yaml"))));
  }

  private static List<String> expressions(Yaml yaml) {
    var found = new ArrayList<String>();
    switch (yaml) {
      case Yaml.Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  (key, value) -> {
                    if (key.equals("expr") && value instanceof Yaml.Scalar scalar) {
                      found.add(scalar.text());
                    } else {
                      found.addAll(expressions(value));
                    }
                  });
      case Yaml.Sequence sequence ->
          sequence.items().forEach(item -> found.addAll(expressions(item)));
      case Yaml.Scalar _ -> {}
    }
    return found;
  }

  private void exists(String query) {
    for (PromQl.Use use : PromQl.read(query)) {
      boolean elsewhere =
          use.metric().equals(UP)
              || NOT_ALWAYS.stream().anyMatch(name -> use.metric().startsWith(name));
      if (!elsewhere) {
        assertThat(labels).as(query).containsKey(use.metric());
        assertThat(labels.get(use.metric())).as(query).containsAll(use.labels());
      }
    }
  }

  @Test
  void everyQueryOfTheDashboardAsksForWhatThereIs() throws IOException {
    assertThat(ofBoard()).hasSizeGreaterThan(50).allSatisfy(this::exists);
  }

  @Test
  void everyQueryOfTheAlertsAsksForWhatThereIs() throws IOException {
    assertThat(ofAlerts()).hasSizeGreaterThan(9).allSatisfy(this::exists);
  }

  @Test
  void everyMeasureOfANodeIsOnTheDashboard() throws IOException {
    var shown = new TreeSet<String>();
    for (String query : ofBoard()) {
      PromQl.read(query).forEach(use -> shown.add(family(use.metric())));
    }
    var there = new TreeSet<String>();
    labels.keySet().stream()
        .filter(name -> name.startsWith("hearth_"))
        .forEach(name -> there.add(family(name)));
    assertThat(shown).containsAll(there);
  }

  private static String family(String metric) {
    return metric.replaceFirst("_(bucket|count|sum|max)$", "");
  }

  @Test
  void panelsHaveNumbersOfTheirOwnAndVariablesThatExist() throws IOException {
    var ids = new ArrayList<Integer>();
    board().path("panels").forEach(panel -> ids.add(panel.path("id").asInt()));
    assertThat(ids).doesNotHaveDuplicates();
    board()
        .path("templating")
        .path("list")
        .forEach(
            variable -> {
              if (variable.path("type").asString().equals("query")) {
                String query = variable.path("query").asString();
                String[] parts = query.substring(query.indexOf('(') + 1).split("[,) ]+", -1);
                assertThat(labels.get(parts[0])).as(query).contains(parts[1]);
              }
            });
  }

  @Test
  void aQueryThatIsNoneIsFound() {
    Stream.of(
            "sum(rate(hearth_requests_total))",
            "sum by (model (hearth_instances)",
            "hearth_instances{model}",
            "rat(hearth_requests_total[5m])",
            "hearth_instances >")
        .forEach(
            query -> assertThatIllegalArgumentException().isThrownBy(() -> PromQl.read(query)));
  }
}
