package dev.hearth.benchmarks;

import com.google.protobuf.ByteString;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Perceptrons of eight blocks with weights from a seed.
 *
 * <p>{@link Shape#MIXED}: six blocks of two layers each that every one of 96 places of a row goes
 * through with the same weights (3 MiB a block, 75 million multiplications a row), then two dense
 * layers over all places (288 and 48 MiB, 75 and 13 million): as in networks that end in dense
 * layers, most of the work is where little of the memory is. {@link Shape#EVEN}: eight equal dense
 * layers, of which none is worth more than another.
 */
final class EightBlocks {
  enum Shape {
    MIXED,
    EVEN
  }

  static final int BLOCKS = 8;
  private static final int PLACES = 96;
  private static final int WIDTH = 256;
  private static final int HIDDEN = 6 * WIDTH;
  private static final int DENSE = 3_072;
  private static final int LAST = 4_096;
  private static final int EVEN_WIDTH = 2_900;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("eight blocks");
  private final SplittableRandom random = new SplittableRandom(8);

  private EightBlocks() {}

  static Artifact write(Shape shape, Path file) throws IOException {
    var blocks = new EightBlocks();
    switch (shape) {
      case MIXED -> blocks.mixed();
      case EVEN -> blocks.even();
    }
    var model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(blocks.graph)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .build();
    Files.write(file, model.toByteArray());
    return artifact(file);
  }

  /** A file that this benchmark wrote. */
  static Artifact artifact(Path file) throws IOException {
    return new Artifact(new ModelSource.FileSource(file), "0".repeat(64), file, Files.size(file));
  }

  /** A request of one row. */
  static List<Tensor> row(Shape shape, long seed) {
    long[] dimensions =
        shape == Shape.MIXED ? new long[] {1, PLACES, WIDTH} : new long[] {1, EVEN_WIDTH};
    var values = new float[shape == Shape.MIXED ? PLACES * WIDTH : EVEN_WIDTH];
    var numbers = new SplittableRandom(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.nextDouble(-1, 1);
    }
    return List.of(Tensor.ofFloats("x", dimensions, values));
  }

  private void mixed() {
    graph.addInput(value("x", PLACES, WIDTH));
    graph.addOutput(value("y", LAST));
    String value = "x";
    for (int block = 0; block < BLOCKS - 2; block++) {
      String ramp = layer(value, "up" + block, WIDTH, HIDDEN);
      String product = product(ramp, "down" + block, HIDDEN, WIDTH);
      value = node("Add", List.of(value, product), "sum" + block);
    }
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Flatten")
            .addInput(value)
            .addOutput("flat")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(1)));
    layer("flat", "dense", PLACES * WIDTH, DENSE);
    node("Relu", List.of(product("dense", "last", DENSE, LAST)), "y");
  }

  private void even() {
    graph.addInput(value("x", EVEN_WIDTH));
    graph.addOutput(value("y", EVEN_WIDTH));
    String value = "x";
    for (int block = 0; block < BLOCKS; block++) {
      value = layer(value, block == BLOCKS - 1 ? "y" : "ramp" + block, EVEN_WIDTH, EVEN_WIDTH);
    }
  }

  private String layer(String input, String name, int from, int to) {
    return node("Relu", List.of(product(input, name, from, to)), name);
  }

  private String product(String input, String name, int from, int to) {
    graph.addInitializer(weights(name + ".weights", from, to));
    return node("MatMul", List.of(input, name + ".weights"), name + ".product");
  }

  private String node(String operator, List<String> inputs, String output) {
    graph.addNode(NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output));
    return output;
  }

  private TensorProto weights(String name, int rows, int columns) {
    ByteBuffer raw =
        ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double scale = Math.sqrt(3.0 / rows);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextDouble(-scale, scale));
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(rows)
        .addDims(columns)
        .setRawData(ByteString.copyFrom(raw.flip()))
        .build();
  }

  private static ValueInfoProto value(String name, long... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"));
    for (long dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    var type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
