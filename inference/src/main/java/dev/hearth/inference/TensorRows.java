package dev.hearth.inference;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes tensors apart and puts them together along an axis. */
final class TensorRows {
  private TensorRows() {}

  static Tensor slice(Tensor tensor, int axis, long from, long count) {
    long[] shape = tensor.shape();
    shape[axis] = count;
    int blocks = product(shape, 0, axis);
    int row = product(shape, axis + 1, shape.length);
    int stride = Math.toIntExact(tensor.dimension(axis)) * row;
    int offset = Math.toIntExact(from) * row;
    int length = Math.toIntExact(count) * row;
    if (!tensor.datatype().fixedWidth()) {
      List<byte[]> strings = new ArrayList<>(blocks * length);
      for (int block = 0; block < blocks; block++) {
        int start = block * stride + offset;
        strings.addAll(tensor.strings().subList(start, start + length));
      }
      return Tensor.ofBytes(tensor.name(), shape, strings);
    }
    int width = tensor.datatype().byteWidth();
    ByteBuffer source = tensor.contents();
    if (blocks == 1) {
      ByteBuffer view = source.slice(offset * width, length * width);
      return Tensor.of(tensor.name(), tensor.datatype(), shape, view);
    }
    ByteBuffer copy = ByteBuffer.allocate(Math.multiplyExact(blocks * length, width));
    for (int block = 0; block < blocks; block++) {
      copy.put(block * length * width, source, (block * stride + offset) * width, length * width);
    }
    return Tensor.of(tensor.name(), tensor.datatype(), shape, copy);
  }

  static Tensor concatenate(int axis, List<Tensor> parts) {
    Tensor first = parts.getFirst();
    long[] shape = first.shape();
    shape[axis] = 0;
    for (Tensor part : parts) {
      requireAlike(first, part, axis);
      shape[axis] = Math.addExact(shape[axis], part.dimension(axis));
    }
    Tensor.elementCount(first.name(), shape);
    return first.datatype().fixedWidth()
        ? concatenateContents(axis, parts, shape)
        : concatenateStrings(axis, parts, shape);
  }

  private static Tensor concatenateContents(int axis, List<Tensor> parts, long[] shape) {
    Tensor first = parts.getFirst();
    int blocks = product(shape, 0, axis);
    long bytes = parts.stream().mapToLong(Tensor::bytes).sum();
    ByteBuffer target = Tensor.direct(bytes);
    List<ByteBuffer> sources = parts.stream().map(Tensor::contents).toList();
    for (int block = 0; block < blocks; block++) {
      for (ByteBuffer source : sources) {
        int length = source.capacity() / blocks;
        target.put(target.position(), source, block * length, length);
        target.position(target.position() + length);
      }
    }
    return Tensor.of(first.name(), first.datatype(), shape, target.flip());
  }

  private static Tensor concatenateStrings(int axis, List<Tensor> parts, long[] shape) {
    int blocks = product(shape, 0, axis);
    List<byte[]> strings = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      for (Tensor part : parts) {
        int length = part.strings().size() / blocks;
        strings.addAll(part.strings().subList(block * length, (block + 1) * length));
      }
    }
    return Tensor.ofBytes(parts.getFirst().name(), shape, strings);
  }

  private static void requireAlike(Tensor first, Tensor part, int axis) {
    long[] expected = first.shape();
    long[] actual = part.shape();
    boolean alike = first.datatype() == part.datatype() && expected.length == actual.length;
    if (alike) {
      actual[axis] = expected[axis];
      alike = Arrays.equals(expected, actual);
    }
    if (!alike) {
      throw new IllegalArgumentException(
          part + " cannot join " + first + ": they may differ only along axis " + axis);
    }
  }

  private static int product(long[] shape, int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product = Math.multiplyExact(product, shape[axis]);
    }
    return Math.toIntExact(product);
  }
}
