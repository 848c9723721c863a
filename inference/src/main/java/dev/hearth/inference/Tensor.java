package dev.hearth.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A named array of elements of one type, in row-major order.
 *
 * <p>Elements of fixed width lie in one little-endian buffer, which is kept, not copied: whoever
 * hands it over no longer writes it. A direct buffer reaches the engine without a copy. {@link
 * Datatype#BYTES} elements are a list of byte arrays, likewise kept.
 */
public final class Tensor {
  private static final int MAX_RANK = 32;

  private final String name;
  private final Datatype datatype;
  private final long[] shape;
  private final long elements;
  private final ByteBuffer contents;
  private final List<byte[]> strings;

  private Tensor(
      String name, Datatype datatype, long[] shape, ByteBuffer contents, List<byte[]> strings) {
    this.name = name;
    this.datatype = datatype;
    this.shape = shape.clone();
    this.elements = elementCount(name, this.shape);
    this.contents = contents.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.strings = strings;
  }

  /**
   * A tensor of fixed-width elements: those between the buffer's position and limit.
   *
   * @throws InvalidRequest if the buffer's size is not what the shape asks for
   */
  public static Tensor of(String name, Datatype datatype, long[] shape, ByteBuffer contents) {
    if (!datatype.fixedWidth()) {
      throw invalid(name, "BYTES elements vary in length; give them as a list of byte arrays");
    }
    var tensor = new Tensor(name, datatype, shape, contents, List.of());
    tensor.requireBytes(contents.remaining());
    return tensor;
  }

  /**
   * A tensor of byte strings.
   *
   * @throws InvalidRequest if their number is not what the shape asks for
   */
  public static Tensor ofBytes(String name, long[] shape, List<byte[]> strings) {
    var tensor =
        new Tensor(name, Datatype.BYTES, shape, ByteBuffer.allocate(0), List.copyOf(strings));
    if (tensor.elements != strings.size()) {
      throw invalid(
          name,
          "the shape "
              + Arrays.toString(shape)
              + " asks for "
              + tensor.elements
              + " elements but "
              + strings.size()
              + " were given");
    }
    return tensor;
  }

  public static Tensor ofFloats(String name, long[] shape, float... values) {
    ByteBuffer buffer = direct((long) values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return of(name, Datatype.FP32, shape, buffer);
  }

  public static Tensor ofLongs(String name, long[] shape, long... values) {
    ByteBuffer buffer = direct((long) values.length * Long.BYTES);
    buffer.asLongBuffer().put(values);
    return of(name, Datatype.INT64, shape, buffer);
  }

  public static Tensor ofInts(String name, long[] shape, int... values) {
    ByteBuffer buffer = direct((long) values.length * Integer.BYTES);
    buffer.asIntBuffer().put(values);
    return of(name, Datatype.INT32, shape, buffer);
  }

  /** An empty direct little-endian buffer, such as a tensor's contents are best written into. */
  public static ByteBuffer direct(long bytes) {
    if (bytes < 0 || bytes > Integer.MAX_VALUE) {
      throw new InvalidRequest(
          InvalidRequest.Code.INVALID_TENSOR,
          "a tensor of " + bytes + " bytes is too large; the most is " + Integer.MAX_VALUE);
    }
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Elements a shape asks for.
   *
   * @throws InvalidRequest if a dimension is negative or the product is beyond {@code long}
   */
  public static long elementCount(String name, long[] shape) {
    if (shape.length > MAX_RANK) {
      throw invalid(name, "it has " + shape.length + " dimensions; the most is " + MAX_RANK);
    }
    long product = 1;
    boolean empty = false;
    boolean overflows = false;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw invalid(name, "the shape " + Arrays.toString(shape) + " has a negative dimension");
      }
      empty |= dimension == 0;
      overflows |= Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0;
      product = overflows ? 1 : product * dimension;
    }
    if (overflows && !empty) {
      throw invalid(
          name, "the shape " + Arrays.toString(shape) + " asks for more than 2^63-1 elements");
    }
    return empty ? 0 : product;
  }

  public String name() {
    return name;
  }

  public Datatype datatype() {
    return datatype;
  }

  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  /** The length along an axis: for the batch axis, the rows. */
  public long dimension(int axis) {
    return shape[axis];
  }

  public long elements() {
    return elements;
  }

  /** Fixed-width elements, read-only and little-endian; empty for {@link Datatype#BYTES}. */
  public ByteBuffer contents() {
    return contents.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@link Datatype#BYTES} elements; empty for every other type. Not to be written. */
  public List<byte[]> strings() {
    return strings;
  }

  /** Bytes the elements take. */
  public long bytes() {
    return datatype.fixedWidth()
        ? contents.capacity()
        : strings.stream().mapToLong(string -> string.length).sum();
  }

  /** A copy of {@link Datatype#FP32} elements. */
  public float[] floats() {
    require(Datatype.FP32);
    var values = new float[Math.toIntExact(elements)];
    contents().asFloatBuffer().get(values);
    return values;
  }

  /** A copy of {@link Datatype#INT64} elements. */
  public long[] longs() {
    require(Datatype.INT64);
    var values = new long[Math.toIntExact(elements)];
    contents().asLongBuffer().get(values);
    return values;
  }

  /** The same elements under another name; shares them. */
  public Tensor named(String other) {
    return new Tensor(other, datatype, shape, contents, strings);
  }

  /**
   * The rows {@code from} to {@code from + count} along an axis. Shares the elements if they lie
   * together, as they do along axis 0, and copies them otherwise.
   */
  public Tensor slice(int axis, long from, long count) {
    if (from < 0 || count < 0 || from > dimension(axis) - count) {
      throw new IndexOutOfBoundsException(
          "rows "
              + from
              + " to "
              + (from + count)
              + " of "
              + dimension(axis)
              + " in '"
              + name
              + "'");
    }
    return count == dimension(axis) ? this : TensorRows.slice(this, axis, from, count);
  }

  /**
   * One tensor with the rows of all along an axis, in order, under the first one's name. A single
   * tensor is returned as it is.
   *
   * @throws IllegalArgumentException if datatypes, ranks or other dimensions differ
   */
  public static Tensor concatenate(int axis, List<Tensor> parts) {
    return parts.size() == 1 ? parts.getFirst() : TensorRows.concatenate(axis, parts);
  }

  /** Elements, strings included, are equal byte for byte; the name is not compared. */
  boolean sameContents(Tensor other) {
    return datatype == other.datatype
        && Arrays.equals(shape, other.shape)
        && contents.equals(other.contents)
        && Arrays.deepEquals(strings.toArray(), other.strings.toArray());
  }

  int contentsHash() {
    return 31 * contents.hashCode() + Arrays.deepHashCode(strings.toArray());
  }

  private void require(Datatype wanted) {
    if (datatype != wanted) {
      throw new IllegalStateException("tensor '" + name + "' is " + datatype + ", not " + wanted);
    }
  }

  private void requireBytes(int bytes) {
    int width = datatype.byteWidth();
    if (bytes % width != 0 || bytes / width != elements) {
      throw invalid(
          name,
          "the shape "
              + Arrays.toString(shape)
              + " of "
              + datatype
              + " asks for "
              + elements
              + " elements of "
              + width
              + " bytes but "
              + bytes
              + " bytes were given");
    }
  }

  private static InvalidRequest invalid(String name, String why) {
    return new InvalidRequest(
        InvalidRequest.Code.INVALID_TENSOR, "tensor '" + name + "' is invalid: " + why);
  }

  @Override
  public String toString() {
    return name + ":" + datatype + Arrays.toString(shape);
  }
}
