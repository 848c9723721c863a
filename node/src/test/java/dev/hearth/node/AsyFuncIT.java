package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A model whose manifest cuts it: a burst brings a shadow that shares its runs. */
class AsyFuncIT {
  private static final int PLACES = LayeredModel.PLACES;
  private static final int ROWS = 8;
  private static final int BURST = 60;
  private static final int MOST_BURSTS = 20;
  private static final double TOLERANCE = 1e-4;

  @TempDir Path data;

  private static String manifest(Path model) {
    return """
    kind: Model
    name: layers
    from: file:%s
    batching: {max-size: %d}
    objective: {latency: 100ms}
    scale: {max: 1}
    limits: {timeout: 60s}
    asyfunc: {blocks: 4, share: 0.5}
    policies:
      admission: accept
      scaling: {suite: asyfunc, parameters: {look: 10ms, idle: 500ms}}
      routing: {suite: asyfunc, parameters: {look: 10ms, idle: 500ms}}
    """
        .formatted(model, ROWS);
  }

  private static CompletableFuture<HttpResponse<String>> ask(TestNode node) {
    String numbers =
        new SplittableRandom(2)
            .doubles((long) ROWS * PLACES)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    String body =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [%d, %d, 1], "data": [%s]}]}\
        """
            .formatted(ROWS, PLACES, numbers);
    return node.send("POST", "/v2/models/layers/infer", body);
  }

  private static List<Double> numbers(TestNode node, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode output = node.json(response).get("outputs").get(0).get("data");
    return output.valueStream().map(JsonNode::asDouble).toList();
  }

  private static double metric(TestNode node, String name) {
    return node.metric(name + "{model=\"layers\"}");
  }

  @Test
  void aBurstIsSharedWithAShadowThatGoesWhenItIsOver() throws IOException {
    Path file = data.resolve("layers.onnx");
    LayeredModel.write(file);
    try (TestNode node = TestNode.start(data.resolve("node"))) {
      var deployed = node.deploy("layers", manifest(file));
      assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
      List<Double> alone = numbers(node, ask(node).join());

      for (int i = 0; i < MOST_BURSTS && metric(node, "hearth_shadow_runs") == 0; i++) {
        burst(node, alone);
      }
      assertThat(metric(node, "hearth_shadow_runs"))
          .as(() -> node.get("/metrics").body())
          .isPositive();

      TestNode.eventually("no shadow", () -> metric(node, "hearth_shadows") == 0);
      assertSame(alone, numbers(node, ask(node).join()));
    }
  }

  private static void burst(TestNode node, List<Double> expected) {
    var answers = IntStream.range(0, BURST).mapToObj(_ -> ask(node)).toList();
    for (var each : answers) {
      assertSame(expected, numbers(node, each.join()));
    }
  }

  private static void assertSame(List<Double> expected, List<Double> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = expected.stream().mapToDouble(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Math.abs(actual.get(i) - expected.get(i))).isLessThan(TOLERANCE * largest);
    }
  }
}
