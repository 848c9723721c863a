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
 * The raw data after the JSON of a body, handed out to the inputs in their order: little-endian,
 * row-major, without gaps; each BYTES element after its length as an unsigned integer of 4 bytes.
 * Fixed-width elements share the body's memory unless they stand there unaligned.
 */
final class BinaryData {
  private static final int PREFIX_BYTES = Integer.BYTES;

  private final ByteBuffer data;

  /** Data between a direct buffer's position and limit, which nobody writes any more. */
  BinaryData(ByteBuffer data) {
    this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A tensor as raw data; shares its memory unless it holds BYTES. */
  static ByteBuffer of(Tensor tensor) {
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
   * The next input.
   *
   * @param size bytes it takes, the parameter {@code binary_data_size}
   * @throws Problem with status 400 if they are not there or are not what shape and datatype say
   */
  Tensor take(String name, Datatype datatype, long[] shape, long size) {
    if (size > data.remaining()) {
      throw Problem.badRequest(
          "input '%s' has a binary_data_size of %d but only %d bytes of binary data are left for it"
              .formatted(name, size, data.remaining()));
    }
    long elements = Tensor.elementCount(name, shape);
    requireSize(name, datatype, shape, size, elements);
    ByteBuffer own = data.slice(data.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.position() + (int) size);
    if (datatype == Datatype.BYTES) {
      return Tensor.ofBytes(name, shape, strings(name, own, (int) elements));
    }
    if (datatype == Datatype.BOOL) {
      requireBooleans(name, own);
    }
    return Tensor.of(name, datatype, shape, aligned(own, datatype.byteWidth()));
  }

  /** Refuses bytes that belong to no input. */
  void requireUsedUp() {
    if (data.hasRemaining()) {
      throw Problem.badRequest(
          "%d bytes follow the binary data of the inputs: their binary_data_size add up to %d of %d"
              .formatted(data.remaining(), data.position(), data.limit()));
    }
  }

  private static void requireSize(
      String name, Datatype datatype, long[] shape, long size, long elements) {
    long width = datatype.fixedWidth() ? datatype.byteWidth() : PREFIX_BYTES;
    boolean fits =
        datatype.fixedWidth()
            ? size % width == 0 && size / width == elements
            : size / width >= elements;
    if (!fits) {
      throw Problem.badRequest(
          "input '%s' has a binary_data_size of %d but its shape %s of %s takes %s%d times %d bytes"
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
    return data.alignmentOffset(0, width) == 0
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
