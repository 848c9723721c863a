package dev.hearth.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Input tensors of UINT16, UINT32 and UINT64. ONNX Runtime's native layer takes them but its public
 * Java methods cannot name them, so this reaches for the private one beneath.
 */
final class UnsignedTensors {
  private UnsignedTensors() {}

  static OnnxTensor create(OrtEnvironment environment, Tensor tensor, ByteBuffer contents)
      throws OrtException {
    OnnxTensorType type = OnnxDatatypes.onnxType(tensor.datatype());
    try {
      return Internals.INSTANCE.create(environment, contents, tensor.shape(), type);
    } catch (OrtException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("unforeseen failure of ONNX Runtime", e);
    }
  }

  /** The engine's private members. */
  private record Internals(
      MethodHandle createFromBuffer,
      MethodHandle newTensor,
      MethodHandle newInfo,
      MethodHandle api,
      MethodHandle defaultAllocator,
      MethodHandle allocator) {
    static final Internals INSTANCE = find();

    private static Internals find() {
      try {
        Lookup lookup = MethodHandles.privateLookupIn(OnnxTensor.class, MethodHandles.lookup());
        Class<?> runtime = lookup.findClass("ai.onnxruntime.OnnxRuntime");
        Class<?> allocator = lookup.findClass("ai.onnxruntime.OrtAllocator");
        Class<?> javaType = lookup.findClass("ai.onnxruntime.OnnxJavaType");
        return new Internals(
            lookup.findStatic(
                OnnxTensor.class,
                "createTensorFromBuffer",
                MethodType.methodType(
                    long.class,
                    long.class,
                    long.class,
                    Buffer.class,
                    int.class,
                    long.class,
                    long[].class,
                    int.class)),
            lookup.findConstructor(
                OnnxTensor.class,
                MethodType.methodType(
                    void.class,
                    long.class,
                    long.class,
                    TensorInfo.class,
                    Buffer.class,
                    boolean.class)),
            lookup.findConstructor(
                TensorInfo.class,
                MethodType.methodType(void.class, long[].class, javaType, OnnxTensorType.class)),
            lookup.findStaticGetter(runtime, "ortApiHandle", long.class),
            lookup.findGetter(OrtEnvironment.class, "defaultAllocator", allocator),
            lookup.findGetter(allocator, "handle", long.class));
      } catch (ReflectiveOperationException e) {
        throw new ModelException(
            ModelException.Code.UNSUPPORTED_MODEL,
            "this version of ONNX Runtime cannot take UINT16, UINT32 or UINT64 inputs",
            e);
      }
    }

    OnnxTensor create(
        OrtEnvironment environment, ByteBuffer contents, long[] shape, OnnxTensorType type)
        throws Throwable {
      var javaType = ai.onnxruntime.OnnxJavaType.mapFromOnnxTensorType(type);
      long allocatorHandle = (long) allocator.invoke(defaultAllocator.invoke(environment));
      long handle =
          (long)
              createFromBuffer.invoke(
                  (long) api.invoke(),
                  allocatorHandle,
                  (Buffer) contents,
                  contents.position(),
                  (long) contents.remaining(),
                  shape,
                  type.value);
      var info = (TensorInfo) newInfo.invoke(shape, javaType, type);
      return (OnnxTensor) newTensor.invoke(handle, allocatorHandle, info, (Buffer) contents, false);
    }
  }
}
