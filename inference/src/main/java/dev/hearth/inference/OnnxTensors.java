package dev.hearth.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tensors in and out of the engine. Strings are UTF-8, as ONNX defines them. */
final class OnnxTensors {
  private OnnxTensors() {}

  /** Shares a direct buffer with the engine; the tensor must outlive the result. */
  static OnnxTensor toOnnx(OrtEnvironment environment, Tensor tensor) throws OrtException {
    if (tensor.datatype() == Datatype.BYTES) {
      return OnnxTensor.createTensor(environment, strings(tensor), tensor.shape());
    }
    Optional<OnnxJavaType> type = OnnxDatatypes.javaType(tensor.datatype());
    return type.isPresent()
        ? OnnxTensor.createTensor(environment, direct(tensor), tensor.shape(), type.get())
        : UnsignedTensors.create(environment, tensor, direct(tensor));
  }

  /** Copies the elements out of the engine's memory, once. */
  static Tensor fromOnnx(String name, OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new ModelException(
          ModelException.Code.UNSUPPORTED_MODEL, "output '" + name + "' is not a tensor: " + value);
    }
    TensorInfo info = tensor.getInfo();
    Datatype datatype =
        OnnxDatatypes.datatype(info.onnxType)
            .orElseThrow(
                () ->
                    new ModelException(
                        ModelException.Code.UNSUPPORTED_MODEL,
                        "output '" + name + "' has type " + info.onnxType));
    if (datatype == Datatype.BYTES) {
      List<byte[]> strings = new ArrayList<>();
      flatten(tensor.getValue(), strings);
      return Tensor.ofBytes(name, info.getShape(), strings);
    }
    ByteBuffer contents = tensor.getByteBuffer();
    return Tensor.of(name, datatype, info.getShape(), contents);
  }

  /** ONNX Runtime copies a heap buffer itself, but only one typed as its elements are. */
  private static ByteBuffer direct(Tensor tensor) {
    ByteBuffer contents = tensor.contents();
    return contents.isDirect()
        ? contents
        : Tensor.direct(contents.remaining()).put(contents).flip();
  }

  private static String[] strings(Tensor tensor) {
    var strings = new String[tensor.strings().size()];
    for (int i = 0; i < strings.length; i++) {
      try {
        var utf8 = ByteBuffer.wrap(tensor.strings().get(i));
        strings[i] = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      } catch (CharacterCodingException e) {
        throw new InvalidRequest(
            InvalidRequest.Code.INVALID_TENSOR,
            "element "
                + i
                + " of input '"
                + tensor.name()
                + "' is not UTF-8, which the model's strings are",
            e);
      }
    }
    return strings;
  }

  private static void flatten(Object value, List<byte[]> strings) {
    switch (value) {
      case String string -> strings.add(string.getBytes(StandardCharsets.UTF_8));
      case Object[] array -> {
        for (Object element : array) {
          flatten(element, strings);
        }
      }
      default -> throw new IllegalStateException("a string tensor holds " + value.getClass());
    }
  }
}
