package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.OperatorSetIdProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.TensorShapeProto;
import dev.hearth.inference.onnx.schema.TypeProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A model whose manifest cuts it: a burst brings a shadow that shares its runs. */
class AsyFuncIT {
  private static final int LAYERS = 8;
  private static final int WIDTH = 1_024;
  private static final int INPUTS = 4;
  private static final int ROWS = 8;
  private static final int BURST = 150;
  private static final double TOLERANCE = 1e-4;

  @TempDir Path data;

  private static String manifest(Path model) {
    return """
    kind: Model
    name: layers
    from: file:%s
    batching: {max-size: %d}
    objective: {latency: 400ms}
    scale: {max: 1}
    limits: {timeout: 60s}
    asyfunc: {blocks: 4, share: 0.5}
    policies:
      admission: accept
      scaling: {suite: asyfunc, parameters: {look: 10ms, idle: 1s}}
      routing: {suite: asyfunc, parameters: {look: 10ms, idle: 1s}}
    """
        .formatted(model, ROWS);
  }

  private static void write(Path file) throws IOException {
    var random = new SplittableRandom(1);
    var graph = GraphProto.newBuilder().setName("layers");
    graph.addInput(value("x", INPUTS)).addOutput(value("y", WIDTH));
    String value = "x";
    for (int layer = 0; layer <= LAYERS; layer++) {
      int from = layer == 0 ? INPUTS : WIDTH;
      graph.addInitializer(weights("w" + layer, from, random));
      graph.addNode(node("MatMul", List.of(value, "w" + layer), "product" + layer));
      value = layer == LAYERS ? "y" : "ramp" + layer;
      graph.addNode(node("Relu", List.of("product" + layer), value));
    }
    var opset = OperatorSetIdProto.newBuilder().setDomain("").setVersion(17);
    var model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph).addOpsetImport(opset);
    Files.write(file, model.build().toByteArray());
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output).build();
  }

  private static TensorProto weights(String name, int from, SplittableRandom random) {
    ByteBuffer raw = ByteBuffer.allocate(from * WIDTH * 4).order(ByteOrder.LITTLE_ENDIAN);
    double scale = Math.sqrt(6.0 / from);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextDouble(-scale, scale));
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(from)
        .addDims(WIDTH)
        .setRawData(ByteString.copyFrom(raw.flip()))
        .build();
  }

  private static ValueInfoProto value(String name, int width) {
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
    var type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private static CompletableFuture<HttpResponse<String>> ask(TestNode node) {
    String numbers =
        new SplittableRandom(2)
            .doubles((long) ROWS * INPUTS)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    String body =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [%d, %d], "data": [%s]}]}\
        """
            .formatted(ROWS, INPUTS, numbers);
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
  void aBurstIsSharedWithAShadow() throws IOException {
    Path file = data.resolve("layers.onnx");
    write(file);
    try (TestNode node = TestNode.start(data.resolve("node"))) {
      var deployed = node.deploy("layers", manifest(file));
      assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
      List<Double> alone = numbers(node, ask(node).join());

      List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
      for (int i = 0; i < BURST; i++) {
        burst.add(ask(node));
      }
      for (var each : burst) {
        assertSame(alone, numbers(node, each.join()));
      }

      assertThat(metric(node, "hearth_shadow_runs")).isPositive();
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
