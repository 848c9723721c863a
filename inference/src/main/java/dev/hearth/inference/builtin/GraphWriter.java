package dev.hearth.inference.builtin;

import com.google.protobuf.ByteString;
import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.OperatorSetIdProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.TensorShapeProto;
import dev.hearth.inference.onnx.schema.TypeProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Puts an ONNX graph together, node by node; each value is known by its name. */
final class GraphWriter {
  private static final long IR_VERSION = 8;
  private static final long OPERATORS = 17;

  private final GraphProto.Builder graph;
  private int last;

  GraphWriter(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  String input(String name, TensorProto.DataType type, Object... dimensions) {
    graph.addInput(value(name, type, dimensions));
    return name;
  }

  void output(String name, TensorProto.DataType type, Object... dimensions) {
    graph.addOutput(value(name, type, dimensions));
  }

  /** Dimensions are numbers or symbols. */
  private static ValueInfoProto value(
      String name, TensorProto.DataType type, Object... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      var each = TensorShapeProto.Dimension.newBuilder();
      if (dimension instanceof Number number) {
        each.setDimValue(number.longValue());
      } else {
        each.setDimParam(dimension.toString());
      }
      shape.addDim(each);
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  String floats(float[] values, long... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(TensorProto.DataType.FLOAT, raw, shape);
  }

  String longs(long... values) {
    return constant(TensorProto.DataType.INT64, little(values), values.length);
  }

  /** A constant without dimensions. */
  String scalar(long value) {
    return constant(TensorProto.DataType.INT64, little(value));
  }

  private static ByteBuffer little(long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return raw;
  }

  private String constant(TensorProto.DataType type, ByteBuffer raw, long... shape) {
    String name = fresh();
    var tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a node with one output and gives the output's name. */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String output = fresh();
    named(output, operator, inputs, attributes);
    return output;
  }

  /** Adds a node whose one output has a name of its own. */
  void named(String output, String operator, List<String> inputs, AttributeProto... attributes) {
    add(operator, inputs, List.of(output), attributes);
  }

  /** Adds a node that cuts its input into equal parts, and gives their names. */
  List<String> split(String input, int parts, int axis) {
    List<String> outputs =
        java.util.stream.IntStream.range(0, parts).mapToObj(_ -> fresh()).toList();
    add("Split", List.of(input), outputs, attribute("axis", axis));
    return outputs;
  }

  private void add(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName("node" + graph.getNodeCount())
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  private String fresh() {
    last++;
    return "v" + last;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("hearth")
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
        .build()
        .toByteArray();
  }
}
