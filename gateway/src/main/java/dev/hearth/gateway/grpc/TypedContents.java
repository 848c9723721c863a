package dev.hearth.gateway.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.InferTensorContents;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Tensors as lists of numbers, one list for each family of datatypes. FP16 and BF16 have none: the
 * protocol carries them as raw data only.
 */
final class TypedContents {
  private TypedContents() {}

  /** Whether a datatype can be carried so. */
  static boolean carries(Datatype datatype) {
    return datatype != Datatype.FP16 && datatype != Datatype.BF16;
  }

  /**
   * Reads an input.
   *
   * @throws Problem with status 400 if the elements are not in the datatype's list, or not as many
   *     as the shape says, or out of the datatype's range
   */
  static Tensor read(String name, Datatype datatype, long[] shape, InferTensorContents contents) {
    if (!carries(datatype)) {
      throw Problem.badRequest(
          "input '%s' is %s, for which the protocol has no contents; send raw_input_contents"
              .formatted(name, datatype));
    }
    int count = count(datatype, contents);
    requireCount(name, datatype, shape, count, contents);
    if (datatype == Datatype.BYTES) {
      return Tensor.ofBytes(
          name,
          shape,
          contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList());
    }
    ByteBuffer target = Tensor.direct((long) count * datatype.byteWidth());
    put(name, datatype, contents, count, target);
    return Tensor.of(name, datatype, shape, target.flip());
  }

  private static void requireCount(
      String name, Datatype datatype, long[] shape, int count, InferTensorContents contents) {
    if (total(contents) != count) {
      throw Problem.badRequest(
          "input '%s' is %s but has contents other than %s"
              .formatted(name, datatype, list(datatype)));
    }
    long elements = Tensor.elementCount(name, shape);
    if (elements != count) {
      throw Problem.badRequest(
          "input '%s' has shape %s, so %d elements, but %d %s"
              .formatted(name, Arrays.toString(shape), elements, count, list(datatype)));
    }
  }

  private static String list(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> "bool_contents";
      case INT8, INT16, INT32 -> "int_contents";
      case INT64 -> "int64_contents";
      case UINT8, UINT16, UINT32 -> "uint_contents";
      case UINT64 -> "uint64_contents";
      case FP32 -> "fp32_contents";
      case FP64 -> "fp64_contents";
      case BYTES -> "bytes_contents";
      case FP16, BF16 -> "raw_input_contents";
    };
  }

  private static int count(Datatype datatype, InferTensorContents contents) {
    return switch (datatype) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 -> 0;
    };
  }

  private static long total(InferTensorContents contents) {
    return (long) contents.getBoolContentsCount()
        + contents.getIntContentsCount()
        + contents.getInt64ContentsCount()
        + contents.getUintContentsCount()
        + contents.getUint64ContentsCount()
        + contents.getFp32ContentsCount()
        + contents.getFp64ContentsCount()
        + contents.getBytesContentsCount();
  }

  private static void put(
      String name, Datatype datatype, InferTensorContents contents, int count, ByteBuffer target) {
    for (int i = 0; i < count; i++) {
      switch (datatype) {
        case BOOL -> target.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        case INT8 -> target.put((byte) signed(name, datatype, i, contents.getIntContents(i)));
        case INT16 ->
            target.putShort((short) signed(name, datatype, i, contents.getIntContents(i)));
        case INT32 -> target.putInt(contents.getIntContents(i));
        case INT64 -> target.putLong(contents.getInt64Contents(i));
        case UINT8 -> target.put((byte) unsigned(name, datatype, i, contents.getUintContents(i)));
        case UINT16 ->
            target.putShort((short) unsigned(name, datatype, i, contents.getUintContents(i)));
        case UINT32 -> target.putInt(contents.getUintContents(i));
        case UINT64 -> target.putLong(contents.getUint64Contents(i));
        case FP32 -> target.putFloat(contents.getFp32Contents(i));
        case FP64 -> target.putDouble(contents.getFp64Contents(i));
        case FP16, BF16, BYTES -> throw new IllegalArgumentException(datatype + " has no list");
      }
    }
  }

  private static int signed(String name, Datatype datatype, int element, int value) {
    int unused = Integer.SIZE - Byte.SIZE * datatype.byteWidth();
    if (value << unused >> unused != value) {
      throw outOfRange(name, datatype, element, value);
    }
    return value;
  }

  private static int unsigned(String name, Datatype datatype, int element, int value) {
    if (value >>> (Byte.SIZE * datatype.byteWidth()) != 0) {
      throw outOfRange(name, datatype, element, Integer.toUnsignedLong(value));
    }
    return value;
  }

  private static Problem outOfRange(String name, Datatype datatype, int element, long value) {
    return Problem.badRequest(
        "element %d of input '%s' is %d, which is beyond the range of %s"
            .formatted(element, name, value, datatype));
  }

  /** The elements of a tensor that {@link #carries} can be carried so. */
  static InferTensorContents of(Tensor tensor) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    if (tensor.datatype() == Datatype.BYTES) {
      List<byte[]> strings = tensor.strings();
      strings.forEach(each -> contents.addBytesContents(UnsafeByteOperations.unsafeWrap(each)));
      return contents.build();
    }
    ByteBuffer source = tensor.contents();
    while (source.hasRemaining()) {
      take(tensor.datatype(), source, contents);
    }
    return contents.build();
  }

  private static void take(
      Datatype datatype, ByteBuffer source, InferTensorContents.Builder contents) {
    switch (datatype) {
      case BOOL -> contents.addBoolContents(source.get() != 0);
      case INT8 -> contents.addIntContents(source.get());
      case INT16 -> contents.addIntContents(source.getShort());
      case INT32 -> contents.addIntContents(source.getInt());
      case INT64 -> contents.addInt64Contents(source.getLong());
      case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(source.get()));
      case UINT16 -> contents.addUintContents(Short.toUnsignedInt(source.getShort()));
      case UINT32 -> contents.addUintContents(source.getInt());
      case UINT64 -> contents.addUint64Contents(source.getLong());
      case FP32 -> contents.addFp32Contents(source.getFloat());
      case FP64 -> contents.addFp64Contents(source.getDouble());
      case FP16, BF16, BYTES -> throw new IllegalArgumentException(datatype + " has no list");
    }
  }
}
