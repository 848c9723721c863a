package dev.hearth.node;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A model of many layers, which can be cut between any two. */
final class LayeredModel {
  static final int PLACES = 16;

  private static final int LAYERS = 8;

  /** Wide enough that half the work of a layer is worth much more than sending half of its rows. */
  private static final int WIDTH = 512;

  private LayeredModel() {}

  /** Writes one. */
  static void write(Path file) throws IOException {
    var random = new SplittableRandom(1);
    var graph = GraphProto.newBuilder().setName("layers");
    graph.addInput(value("x")).addOutput(value("y"));
    String value = layer(graph, "x", "widened", 1, WIDTH, random);
    for (int layer = 0; layer < LAYERS; layer++) {
      value = layer(graph, value, "ramp" + layer, WIDTH, WIDTH, random);
    }
    graph.addInitializer(weights("last", WIDTH, 1, random));
    graph.addNode(node("MatMul", List.of(value, "last"), "y"));
    var opset = OperatorSetIdProto.newBuilder().setDomain("").setVersion(17);
    var model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph).addOpsetImport(opset);
    Files.write(file, model.build().toByteArray());
  }

  private static String layer(
      GraphProto.Builder graph,
      String value,
      String name,
      int from,
      int to,
      SplittableRandom seed) {
    graph.addInitializer(weights(name + ".weights", from, to, seed));
    graph.addNode(node("MatMul", List.of(value, name + ".weights"), name + ".product"));
    graph.addNode(node("Relu", List.of(name + ".product"), name));
    return name;
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output).build();
  }

  private static TensorProto weights(String name, int from, int to, SplittableRandom random) {
    ByteBuffer raw = ByteBuffer.allocate(from * to * 4).order(ByteOrder.LITTLE_ENDIAN);
    double scale = Math.sqrt(6.0 / from);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextDouble(-scale, scale));
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(from)
        .addDims(to)
        .setRawData(ByteString.copyFrom(raw.flip()))
        .build();
  }

  private static ValueInfoProto value(String name) {
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(PLACES))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
    var type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
