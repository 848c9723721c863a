package dev.hearth.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SplittableRandom;

/** Tensors with made-up contents, for runs of which only the time matters. */
public final class SampleTensors {
  private SampleTensors() {}

  /** A tensor for an input; strings are all the same. */
  public static Tensor of(
      TensorMetadata input, long[] shape, WarmUp.Data data, SplittableRandom random) {
    int elements = Math.toIntExact(Tensor.elementCount(input.name(), shape));
    if (!input.datatype().fixedWidth()) {
      byte[] text = (data == WarmUp.Data.ZEROS ? "" : "warm-up").getBytes(StandardCharsets.UTF_8);
      return Tensor.ofBytes(input.name(), shape, Collections.nCopies(elements, text));
    }
    ByteBuffer contents = Tensor.direct((long) elements * input.datatype().byteWidth());
    if (data == WarmUp.Data.RANDOM) {
      for (int i = 0; i < elements; i++) {
        put(contents, input.datatype(), random);
      }
      contents.flip();
    }
    return Tensor.of(input.name(), input.datatype(), shape, contents);
  }

  /** A tensor of fixed width whose elements are all the same number. */
  public static Tensor filled(TensorMetadata input, long[] shape, double value) {
    int elements = Math.toIntExact(Tensor.elementCount(input.name(), shape));
    ByteBuffer contents = Tensor.direct((long) elements * input.datatype().byteWidth());
    for (int i = 0; i < elements; i++) {
      put(contents, input.datatype(), value, (long) value);
    }
    return Tensor.of(input.name(), input.datatype(), shape, contents.flip());
  }

  private static void put(ByteBuffer to, Datatype datatype, SplittableRandom random) {
    switch (datatype) {
      case FP64, FP32, FP16, BF16 -> put(to, datatype, random.nextDouble(), 0);
      case BOOL -> put(to, datatype, 0, random.nextInt(2));
      default -> put(to, datatype, 0, random.nextInt(10));
    }
  }

  private static void put(ByteBuffer to, Datatype datatype, double number, long whole) {
    switch (datatype) {
      case FP64 -> to.putDouble(number);
      case FP32 -> to.putFloat((float) number);
      case FP16 -> to.putShort(Float.floatToFloat16((float) number));
      case BF16 -> to.putShort((short) (Float.floatToIntBits((float) number) >>> 16));
      case INT64, UINT64 -> to.putLong(whole);
      case INT32, UINT32 -> to.putInt((int) whole);
      case INT16, UINT16 -> to.putShort((short) whole);
      case INT8, UINT8, BOOL -> to.put((byte) whole);
      case BYTES -> throw new IllegalArgumentException("BYTES have no fixed width");
    }
  }
}
