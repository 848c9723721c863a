package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Graphs of real models and functions on a real node. */
class GraphIT {
  private static final String HEAD =
      "apiVersion: serving.kserve.io/v1alpha1\nkind: InferenceGraph\nmetadata: {name: g}\nspec:\n";

  /** {@code sum = a + b}, then the square of that. */
  private static final String CHAIN =
      HEAD
          + """
            nodes:
              root:
                routerType: Sequence
                steps:
                - {name: add, serviceName: sum}
                - {name: square, serviceName: square, data: $response, map: {x: sum}}
          """;

  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = TestNode.start(directory.resolve("data"));
    deploy("sum", TinyModel.arithmetic(2), "");
    deploy("square", squares(), "");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** {@code y = x * x}. */
  private static TinyModel squares() {
    return new TinyModel()
        .input("x", Datatype.FP32, "batch_size", "2")
        .output("y", Datatype.FP32, "batch_size", "2")
        .node("Mul", List.of("x", "x"), List.of("y"));
  }

  private void deploy(String name, TinyModel model, String more) throws IOException {
    Path file = Files.write(directory.resolve(name + ".onnx"), model.bytes());
    ok(node.deploy(name, "kind: Model\nname: %s\nfrom: file:%s\n%s".formatted(name, file, more)));
  }

  private void function(String name, String body) throws IOException {
    String manifest = JavaFunction.manifest(directory, name, body, "");
    ok(node.send("PUT", "/admin/v1/functions/" + name, manifest).join());
  }

  private HttpResponse<String> graph(String text) {
    return node.send("PUT", "/admin/v1/graphs/g", text).join();
  }

  private static HttpResponse<String> ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  private HttpResponse<String> call(String body) {
    return node.send("POST", "/graphs/g", body).join();
  }

  private static String graph(String router, String... steps) {
    return HEAD
        + "  nodes:\n    root:\n      routerType: "
        + router
        + "\n      steps:\n      - "
        + String.join("\n      - ", steps)
        + "\n";
  }

  @Test
  void aSequenceOfTwoModelsAnswersUnderEveryProtocol() {
    ok(graph(CHAIN));

    JsonNode typed = node.json(ok(node.send("POST", "/v2/models/g/infer", TestNode.SUM).join()));
    assertThat(typed.path("outputs").path(0).path("name").asString()).isEqualTo("y");
    assertThat(typed.path("outputs").path(0).path("data").toString()).isEqualTo("[16.0,42.25]");
    assertThat(node.json(ok(call(TestNode.SUM))).path("outputs")).isEqualTo(typed.path("outputs"));
    String rows = "{\"instances\":[{\"a\":[1,2],\"b\":[3,4.5]},{\"a\":[0,0],\"b\":[1,2]}]}";
    assertThat(ok(call(rows)).body()).isEqualTo("{\"predictions\":[[16.0,42.25],[1.0,4.0]]}");
    assertThat(ok(node.send("POST", "/v1/models/g:predict", rows).join()).body())
        .isEqualTo("{\"predictions\":[[16.0,42.25],[1.0,4.0]]}");
    JsonNode metadata = node.json(ok(node.get("/v2/models/g")));
    assertThat(metadata.path("inputs").toString()).contains("\"a\"", "\"b\"", "[-1,2]");
    assertThat(node.metric("hearth_graph_step_seconds_count{graph=\"g\",step=\"square\"}"))
        .isEqualTo(4);
  }

  @Test
  void graphsAreThereAgainAfterARestartAndCountTheirVersions() {
    ok(graph(CHAIN));
    ok(graph(CHAIN));
    node.close();
    node = TestNode.start(directory.resolve("data"));

    JsonNode shown = node.json(ok(node.get("/admin/v1/graphs/g")));
    assertThat(shown.path("version").asString()).isEqualTo("2");
    assertThat(shown.path("inputs").toString())
        .isEqualTo("[\"a FP32 [-1, 2]\",\"b FP32 [-1, 2]\"]");
    ok(call(TestNode.SUM));
    ok(node.send("DELETE", "/admin/v1/graphs/g", "").join());
    assertThat(call(TestNode.SUM).statusCode()).isEqualTo(404);
    node.close();
    node = TestNode.start(directory.resolve("data"));
    assertThat(node.get("/admin/v1/graphs").body()).isEqualTo("{\"graphs\":[]}");
  }

  @Test
  void functionsComeBeforeAndAfterModels() throws IOException {
    function("before", "return new String(input).replace(\"null\", \"0\").getBytes();");
    function("after", "return (\"{\\\"seen\\\":\" + new String(input) + \"}\").getBytes();");
    ok(
        graph(
            graph(
                "Sequence",
                "{serviceName: before}",
                "{serviceName: sum, data: $response}",
                "{serviceName: after, data: $response}")));

    JsonNode answer = node.json(ok(call("{\"instances\":[{\"a\":[1,null],\"b\":[3,4.5]}]}")));

    assertThat(answer.toString())
        .isEqualTo("{\"seen\":{\"predictions\":[{\"sum\":[4.0,4.5],\"product\":[3.0,0.0]}]}}");
    HttpResponse<String> asModel = node.get("/v2/models/g");
    assertThat(asModel.statusCode()).isEqualTo(400);
    assertThat(asModel.body()).contains("/graphs/g");
  }

  @Test
  void anEnsembleMergesItsAnswersUnderTheNamesOfItsSteps() {
    ok(
        graph(
            graph(
                "Ensemble",
                "{name: one, serviceName: sum}",
                "{name: two, serviceName: square, map: {x: a}}")));

    JsonNode merged = node.json(ok(call(TestNode.SUM)));
    assertThat(merged.at("/two/outputs/0/data").toString()).isEqualTo("[1.0,4.0]");
    assertThat(merged.at("/one/outputs/0/data").toString()).isEqualTo("[4.0,6.5]");
    JsonNode typed = node.json(ok(node.send("POST", "/v2/models/g/infer", TestNode.SUM).join()));
    assertThat(typed.path("outputs").findValuesAsString("name"))
        .containsExactly("one.sum", "one.product", "two.y");
  }

  @Test
  void aSplitterSharesOutByWeight() throws IOException {
    function("left", "return \"1\".getBytes();");
    function("right", "return \"2\".getBytes();");
    ok(
        graph(
            graph(
                "Splitter",
                "{serviceName: left, weight: 25}",
                "{serviceName: right, weight: 75}")));

    int left = 0;
    for (int i = 0; i < 200; i++) {
      left += ok(call("{}")).body().equals("1") ? 1 : 0;
    }
    assertThat(left).isBetween(25, 80);
  }

  @Test
  void aSwitchTakesTheFirstStepWhoseConditionHolds() throws IOException {
    function("even", "return \"\\\"even\\\"\".getBytes();");
    function("large", "return \"\\\"large\\\"\".getBytes();");
    ok(
        graph(
            graph(
                "Switch",
                "{serviceName: even, condition: '[@this].#(kind==\"even\")'}",
                "{serviceName: large, condition: 'items.#(size>10)'}")));

    assertThat(ok(call("{\"kind\":\"even\",\"items\":[{\"size\":11}]}")).body())
        .isEqualTo("\"even\"");
    assertThat(ok(call("{\"items\":[{\"size\":9},{\"size\":11}]}")).body()).isEqualTo("\"large\"");
    HttpResponse<String> neither = call("{\"kind\":\"odd\"}");
    assertThat(neither.statusCode()).isEqualTo(404);
    assertThat(neither.body()).contains("node 'root'", "no step's condition");
  }

  @Test
  void aFailingStepIsNamedAndASoftOneIsPassedOver() throws IOException {
    function("broken", "throw new IllegalStateException(\"no\");");
    ok(graph(graph("Sequence", "{serviceName: broken, dependency: Hard}", "{serviceName: sum}")));
    HttpResponse<String> failed = call(TestNode.SUM);
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("graph 'g'", "node 'root'", "step 'broken'");

    ok(graph(graph("Sequence", "{serviceName: broken}", "{serviceName: sum}")));
    assertThat(node.json(ok(call(TestNode.SUM))).at("/outputs/0/data").toString())
        .isEqualTo("[4.0,6.5]");
    ok(graph(graph("Ensemble", "{serviceName: broken}", "{serviceName: sum}")));
    assertThat(node.json(ok(call(TestNode.SUM))).at("/broken/error").asString())
        .contains("step 'broken'");
  }

  @Test
  void allStepsShareOneDeadline() throws IOException {
    function("slow", "Thread.sleep(400); return input;");
    ok(graph(graph("Sequence", "{serviceName: slow}", "{name: again, serviceName: slow}")));

    HttpResponse<String> late =
        node.send("POST", "/graphs/g", "{}", "X-Request-Timeout", "600ms").join();

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.body()).contains("step 'again'");
  }

  @Test
  void badGraphsAreRefusedWithTheReason() {
    Map<String, String> bad =
        Map.of(
            CHAIN.replace("{x: sum}", "{x: total}"),
            "takes 'total', but node 'root', step 'add' gives [sum, product]",
            CHAIN.replace("serviceName: square", "serviceName: absent"),
            "no model and no function of that name",
            CHAIN.replace("routerType: Sequence", "routerType: Sequense"),
            "did you mean Sequence?",
            CHAIN.replace(", data:", ", dada:"),
            "did you mean 'spec.nodes.root.steps[1].data'?",
            graph(
                "Splitter",
                "{serviceName: sum, weight: 60}",
                "{name: b, serviceName: sum, weight: 30}"),
            "weights that sum to 90",
            graph("Sequence", "{nodeName: root}"),
            "root -> root",
            CHAIN.replace("  root:", "  roof:"),
            "no node 'root'",
            graph("Switch", "{serviceName: sum, condition: 'a.#(b==1)#|@reverse'}"),
            "not one that is known here",
            CHAIN.replace("v1alpha1", "v1"),
            "serving.kserve.io/v1alpha1");
    bad.forEach(
        (text, reason) -> {
          HttpResponse<String> refused = graph(text);
          assertThat(refused.statusCode()).as(text).isEqualTo(400);
          assertThat(node.json(refused).path("error").asString()).as(text).contains(reason);
        });
    assertThat(node.get("/admin/v1/graphs").body()).isEqualTo("{\"graphs\":[]}");
  }

  @Test
  void datatypesThatDoNotFitAreRefusedNamingBothSides() throws IOException {
    deploy("table", TinyModel.lookup(1, 2, 3), "");

    HttpResponse<String> refused =
        graph(CHAIN.replace("serviceName: square", "serviceName: table"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(node.json(refused).path("error").asString())
        .contains("step 'add' gives 'sum' as FP32", "step 'square' takes 'x' as INT64");
  }

  @Test
  void namesOfGraphsAndModelsAreKeptApart() throws IOException {
    ok(graph(CHAIN));
    Path file = directory.resolve("sum.onnx");
    assertThat(node.deploy("g", "kind: Model\nname: g\nfrom: file:" + file).statusCode())
        .isEqualTo(409);
    assertThat(
            node.send("PUT", "/admin/v1/graphs/sum", CHAIN.replace("{name: g}", "{name: sum}"))
                .join()
                .statusCode())
        .isEqualTo(409);
  }
}
