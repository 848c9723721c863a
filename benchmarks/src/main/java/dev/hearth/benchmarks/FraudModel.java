package dev.hearth.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
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
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small network with seeded weights: {@code fraud = σ(relu(features·A + a)·B + b)}. */
final class FraudModel {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 17;

  private final SplittableRandom random;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("fraud");

  private FraudModel(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The ONNX file of a network with so many hidden units. */
  static byte[] bytes(long seed, int hidden) {
    return new FraudModel(seed).bytes(hidden);
  }

  private byte[] bytes(int hidden) {
    graph.addInput(value("features", FraudSteps.FEATURES)).addOutput(value("fraud", 1));
    weights("A", FraudSteps.FEATURES, hidden);
    weights("a", hidden);
    weights("B", hidden, 1);
    weights("b", 1);
    node("MatMul", "m", "features", "A");
    node("Add", "n", "m", "a");
    node("Relu", "o", "n");
    node("MatMul", "p", "o", "B");
    node("Add", "q", "p", "b");
    node("Sigmoid", "fraud", "q");
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private void node(String operator, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)).addOutput(output));
  }

  private void weights(String name, long... shape) {
    var tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    int size = 1;
    for (long each : shape) {
      tensor.addDims(each);
      size *= (int) each;
    }
    ByteBuffer raw = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      raw.putFloat((float) (random.nextGaussian() / Math.sqrt((double) shape[0])));
    }
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(raw.flip())));
  }

  private static ValueInfoProto value(String name, long width) {
    var batch = TensorShapeProto.Dimension.newBuilder().setDimParam("batch_size");
    var columns = TensorShapeProto.Dimension.newBuilder().setDimValue(width);
    var tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(TensorShapeProto.newBuilder().addDim(batch).addDim(columns));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** What the model answers to features, in this process. */
  static float[] run(byte[] model, List<Float> features) throws OrtException {
    FloatBuffer data = FloatBuffer.allocate(features.size());
    features.forEach(data::put);
    long[] shape = {features.size() / FraudSteps.FEATURES, FraudSteps.FEATURES};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor tensor = OnnxTensor.createTensor(environment, data.flip(), shape);
        OrtSession.Result result = session.run(Map.of("features", tensor))) {
      var scores = new float[(int) shape[0]];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(scores);
      return scores;
    }
  }
}
