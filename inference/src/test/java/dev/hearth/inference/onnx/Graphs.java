package dev.hearth.inference.onnx;

import com.google.protobuf.ByteString;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.OperatorSetIdProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.TensorShapeProto;
import dev.hearth.inference.onnx.schema.TypeProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** ONNX graphs for tests, built of the format's messages. */
final class Graphs {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");

  Graphs input(String name, String... dimensions) {
    graph.addInput(value(name, dimensions));
    return this;
  }

  Graphs output(String name, String... dimensions) {
    graph.addOutput(value(name, dimensions));
    return this;
  }

  Graphs node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  /** A square matrix of small seeded numbers. */
  Graphs matrix(String name, int width, long seed) {
    var random = new SplittableRandom(seed);
    ByteBuffer raw =
        ByteBuffer.allocate(width * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextDouble(-0.5, 0.5));
    }
    return initializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(width)
            .addDims(width)
            .setRawData(ByteString.copyFrom(raw.flip()))
            .build());
  }

  Graphs longs(String name, long... values) {
    var tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return initializer(tensor.build());
  }

  Graphs initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  static AttributeProto graphOf(String name, Graphs inner) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(inner.graph)
        .build();
  }

  Artifact artifact(Path file) {
    var model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(graph)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .build();
    try {
      Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Artifact(
        new ModelSource.FileSource(file), "0".repeat(64), file, model.getSerializedSize());
  }

  private static ValueInfoProto value(String name, String... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      var length = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          Character.isDigit(dimension.charAt(0))
              ? length.setDimValue(Long.parseLong(dimension))
              : length.setDimParam(dimension));
    }
    var tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
