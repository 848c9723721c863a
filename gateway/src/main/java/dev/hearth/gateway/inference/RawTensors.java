package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tensors as raw data: little-endian, row-major, without gaps; BOOL is the byte 0 or 1, each BYTES
 * element comes after its length as an unsigned integer of 4 bytes.
 */
public final class RawTensors {
  private static final int PREFIX_BYTES = Integer.BYTES;

  private RawTensors() {}

  /** A tensor as raw data; shares its memory unless it holds BYTES. */
  public static ByteBuffer of(Tensor tensor) {
    if (tensor.datatype() != Datatype.BYTES) {
      return tensor.contents();
    }
    ByteBuffer data = Tensor.direct(tensor.bytes() + (long) PREFIX_BYTES * tensor.elements());
    for (byte[] string : tensor.strings()) {
      data.putInt(string.length).put(string);
    }
    return data.flip();
  }

  /**
   * A tensor of raw data that nobody writes any more. Elements of fixed width share their memory,
   * unless they stand unaligned in a direct buffer.
   *
   * @param data all between position and limit
   * @param size how the protocol tells the data's size, for errors: "a binary_data_size of 7"
   * @throws Problem with status 400 if the data are not what shape and datatype say
   */
  public static Tensor tensor(
      String name, Datatype datatype, long[] shape, ByteBuffer data, String size) {
    long elements = Tensor.elementCount(name, shape);
    ByteBuffer own = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    requireSize(name, datatype, shape, own.remaining(), elements, size);
    if (datatype == Datatype.BYTES) {
      return Tensor.ofBytes(name, shape, strings(name, own, (int) elements));
    }
    if (datatype == Datatype.BOOL) {
      requireBooleans(name, own);
    }
    return Tensor.of(name, datatype, shape, aligned(own, datatype.byteWidth()));
  }

  private static void requireSize(
      String name, Datatype datatype, long[] shape, int bytes, long elements, String size) {
    int width = datatype.fixedWidth() ? datatype.byteWidth() : PREFIX_BYTES;
    boolean fits =
        datatype.fixedWidth()
            ? bytes % width == 0 && bytes / width == elements
            : bytes / width >= elements;
    if (!fits) {
      throw Problem.badRequest(
          "input '%s' has %s but its shape %s of %s takes %s%d times %d bytes"
              .formatted(
                  name,
                  size,
                  Arrays.toString(shape),
                  datatype,
                  datatype.fixedWidth() ? "" : "at least ",
                  elements,
                  width));
    }
  }

  private static void requireBooleans(String name, ByteBuffer data) {
    for (int i = 0; i < data.limit(); i++) {
      int value = Byte.toUnsignedInt(data.get(i));
      if (value > 1) {
        throw Problem.badRequest(
            "element %d of input '%s' is the byte %d; as BOOL it must be 0 or 1"
                .formatted(i, name, value));
      }
    }
  }

  private static ByteBuffer aligned(ByteBuffer data, int width) {
    return !data.isDirect() || data.alignmentOffset(0, width) == 0
        ? data
        : Tensor.direct(data.remaining()).put(data).flip();
  }

  private static List<byte[]> strings(String name, ByteBuffer data, int elements) {
    List<byte[]> strings = new ArrayList<>(elements);
    for (int i = 0; i < elements; i++) {
      strings.add(string(name, data, i));
    }
    if (data.hasRemaining()) {
      throw Problem.badRequest(
          "%d bytes follow the last of the %d elements of input '%s'"
              .formatted(data.remaining(), elements, name));
    }
    return strings;
  }

  private static byte[] string(String name, ByteBuffer data, int element) {
    if (data.remaining() < PREFIX_BYTES) {
      throw Problem.badRequest(
          "element %d of input '%s' is cut off: its length takes %d bytes but %d are left"
              .formatted(element, name, PREFIX_BYTES, data.remaining()));
    }
    long length = Integer.toUnsignedLong(data.getInt());
    if (length > data.remaining()) {
      throw Problem.badRequest(
          "element %d of input '%s' is cut off: it has %d bytes but %d are left"
              .formatted(element, name, length, data.remaining()));
    }
    var bytes = new byte[(int) length];
    data.get(bytes);
    return bytes;
  }
}
