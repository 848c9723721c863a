package dev.hearth.benchmarks.soak;

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
import java.util.Random;

/**
 * A model whose answers are known exactly: {@code y = x·A·B + version}, with A and B of zeros and
 * ones, so that small whole numbers stay whole in whichever order an engine adds them.
 */
final class KnownModel {
  static final int INPUTS = 16;
  static final int OUTPUTS = 4;

  /** Larger ones might leave the whole numbers that 32-bit floating point has. */
  static final int LARGEST_INPUT = 1_000;

  private static final int HIDDEN = 512;
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 17;
  private static final int[][] A = zerosAndOnes(1, INPUTS, HIDDEN);
  private static final int[][] B = zerosAndOnes(2, HIDDEN, OUTPUTS);
  private static final long[][] PRODUCT = product();

  private KnownModel() {}

  /** What it answers to one row. */
  static float[] answer(int[] row, int version) {
    var answer = new float[OUTPUTS];
    for (int column = 0; column < OUTPUTS; column++) {
      long sum = version;
      for (int i = 0; i < INPUTS; i++) {
        sum += row[i] * PRODUCT[i][column];
      }
      answer[column] = sum;
    }
    return answer;
  }

  /** Writes the ONNX file of a version. */
  static Path write(Path file, int version) throws IOException {
    var graph = GraphProto.newBuilder().setName("known");
    graph.addInput(value("x", INPUTS)).addOutput(value("y", OUTPUTS));
    graph.addInitializer(weights("A", A)).addInitializer(weights("B", B));
    graph.addInitializer(weights("version", new int[][] {{version}}));
    graph.addNode(node("MatMul", "x", "A", "hidden"));
    graph.addNode(node("MatMul", "hidden", "B", "product"));
    graph.addNode(node("Add", "product", "version", "y"));
    var model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
            .setGraph(graph);
    return Files.write(file, model.build().toByteArray());
  }

  private static int[][] zerosAndOnes(long seed, int rows, int columns) {
    var random = new Random(seed);
    var all = new int[rows][columns];
    for (int[] row : all) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextInt(2);
      }
    }
    return all;
  }

  private static long[][] product() {
    var product = new long[INPUTS][OUTPUTS];
    for (int i = 0; i < INPUTS; i++) {
      for (int column = 0; column < OUTPUTS; column++) {
        for (int k = 0; k < HIDDEN; k++) {
          product[i][column] += (long) A[i][k] * B[k][column];
        }
      }
    }
    return product;
  }

  private static NodeProto node(String operator, String left, String right, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addInput(left)
        .addInput(right)
        .addOutput(output)
        .build();
  }

  private static TensorProto weights(String name, int[][] rows) {
    ByteBuffer raw =
        ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int[] row : rows) {
      for (int each : row) {
        raw.putFloat(each);
      }
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addDims(rows.length)
        .addDims(rows[0].length)
        .setRawData(ByteString.copyFrom(raw.flip()))
        .build();
  }

  private static ValueInfoProto value(String name, long width) {
    var rows = TensorShapeProto.Dimension.newBuilder().setDimParam("rows");
    var columns = TensorShapeProto.Dimension.newBuilder().setDimValue(width);
    var tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(TensorShapeProto.newBuilder().addDim(rows).addDim(columns));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
