package dev.hearth.inference.onnx;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.TensorShapeProto;
import dev.hearth.inference.onnx.schema.TypeProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Declares tensors as the engine knows them: element type, fixed dimensions, and the symbols that
 * the model's own inputs use. Symbols that the engine made up mean nothing in another graph.
 */
final class CutTypes {
  private final GraphMetadata known;
  private final Set<String> symbols;

  /**
   * @param known the whole model with every tensor that is to be declared among its outputs
   */
  CutTypes(GraphMetadata known) {
    this.known = known;
    symbols =
        known.inputs().stream()
            .flatMap(input -> input.dimensionNames().stream())
            .filter(symbol -> !symbol.isEmpty())
            .collect(Collectors.toSet());
  }

  ValueInfoProto declaration(String name) {
    var tensor = known.input(name).or(() -> known.output(name));
    return tensor
        .map(this::declaration)
        .orElseThrow(() -> new IllegalStateException("the engine does not tell of '" + name + "'"));
  }

  private ValueInfoProto declaration(TensorMetadata tensor) {
    var shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < tensor.rank(); axis++) {
      shape.addDim(dimension(tensor.shape().get(axis), tensor.dimensionNames().get(axis)));
    }
    var type = TypeProto.Tensor.newBuilder().setElemType(elementType(tensor.datatype()));
    return ValueInfoProto.newBuilder()
        .setName(tensor.name())
        .setType(TypeProto.newBuilder().setTensorType(type.setShape(shape)))
        .build();
  }

  private TensorShapeProto.Dimension dimension(long length, String symbol) {
    var dimension = TensorShapeProto.Dimension.newBuilder();
    if (length != TensorMetadata.DYNAMIC) {
      dimension.setDimValue(length);
    } else if (symbols.contains(symbol)) {
      dimension.setDimParam(symbol);
    }
    return dimension.build();
  }

  private static int elementType(Datatype datatype) {
    return switch (datatype) {
      case FP32 -> TensorProto.DataType.FLOAT_VALUE;
      case UINT8 -> TensorProto.DataType.UINT8_VALUE;
      case INT8 -> TensorProto.DataType.INT8_VALUE;
      case UINT16 -> TensorProto.DataType.UINT16_VALUE;
      case INT16 -> TensorProto.DataType.INT16_VALUE;
      case INT32 -> TensorProto.DataType.INT32_VALUE;
      case INT64 -> TensorProto.DataType.INT64_VALUE;
      case BYTES -> TensorProto.DataType.STRING_VALUE;
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
      case FP16 -> TensorProto.DataType.FLOAT16_VALUE;
      case FP64 -> TensorProto.DataType.DOUBLE_VALUE;
      case UINT32 -> TensorProto.DataType.UINT32_VALUE;
      case UINT64 -> TensorProto.DataType.UINT64_VALUE;
      case BF16 -> TensorProto.DataType.BFLOAT16_VALUE;
    };
  }
}
