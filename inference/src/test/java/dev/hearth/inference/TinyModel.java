package dev.hearth.inference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small ONNX files for tests: the Protocol Buffers messages of onnx.proto, by hand. */
public final class TinyModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  /** Types of attributes: whole numbers and graphs. */
  private static final int WHOLE = 2;

  private static final int GRAPH = 5;

  private final Message graph = new Message().text(2, "tiny");

  /** {@code y = x} for any datatype; dimensions are numbers or symbols. */
  public static TinyModel identity(Datatype datatype, String... dimensions) {
    return new TinyModel()
        .input("x", datatype, dimensions)
        .output("y", datatype, dimensions)
        .node("Identity", List.of("x"), List.of("y"));
  }

  /** {@code sum = a + b} and {@code product = a * b} of FP32 {@code [batch_size, columns]}. */
  public static TinyModel arithmetic(int columns) {
    String width = Integer.toString(columns);
    return new TinyModel()
        .input("a", Datatype.FP32, "batch_size", width)
        .input("b", Datatype.FP32, "batch_size", width)
        .output("sum", Datatype.FP32, "batch_size", width)
        .output("product", Datatype.FP32, "batch_size", width)
        .node("Add", List.of("a", "b"), List.of("sum"))
        .node("Mul", List.of("a", "b"), List.of("product"));
  }

  /** {@code y = table[x]} of INT64 {@code [batch_size, n]}; an index beyond the table fails. */
  public static TinyModel lookup(float... table) {
    return new TinyModel()
        .floats("table", table)
        .input("x", Datatype.INT64, "batch_size", "n")
        .output("y", Datatype.FP32, "batch_size", "n")
        .node("Gather", List.of("table", "x"), List.of("y"));
  }

  /** {@code hidden = table[input_ids]}: of each token a vector of one number. */
  public static TinyModel embeddings(float... table) {
    return new TinyModel()
        .floats("table", table)
        .longs("axes", 2)
        .input("input_ids", Datatype.INT64, "batch_size", "n")
        .output("hidden", Datatype.FP32, "batch_size", "n", "1")
        .node("Gather", List.of("table", "input_ids"), List.of("numbers"))
        .node("Unsqueeze", List.of("numbers", "axes"), List.of("hidden"));
  }

  /**
   * {@code y = x * scale} of FP32 {@code [2, batch, n]} and a scalar: one axis within, one none.
   */
  public static TinyModel scaled() {
    return new TinyModel()
        .input("x", Datatype.FP32, "2", "batch", "n")
        .input("scale", Datatype.FP32)
        .output("y", Datatype.FP32, "2", "batch", "n")
        .node("Mul", List.of("x", "scale"), List.of("y"));
  }

  /**
   * {@code y = max(xx * xx)} of FP32 {@code [1, 1]}, where {@code xx} is {@code x} spread over a
   * square matrix of that width: {@code 2 * width}³ operations.
   */
  public static TinyModel slow(int width) {
    return new TinyModel()
        .longs("square", width, width)
        .input("x", Datatype.FP32, "1", "1")
        .output("y", Datatype.FP32, "1", "1")
        .node("Expand", List.of("x", "square"), List.of("xx"))
        .node("MatMul", List.of("xx", "xx"), List.of("product"))
        .node("ReduceMax", List.of("product"), List.of("y"));
  }

  /**
   * {@code y = x}, negated as often as the largest {@code x} says, one after the other: FP32 {@code
   * [batch_size, 1]}.
   */
  public static TinyModel turning() {
    Message body =
        new Message()
            .text(2, "turn")
            .message(11, value("turn", Datatype.INT64))
            .message(11, value("before", Datatype.BOOL))
            .message(11, value("this", Datatype.FP32, "batch_size", "1"))
            .message(12, value("further", Datatype.BOOL))
            .message(12, value("next", Datatype.FP32, "batch_size", "1"))
            .message(1, node("Identity", "before", "further"))
            .message(1, node("Neg", "this", "next"));
    var turns = new Message().text(1, "body").message(6, body).number(20, GRAPH);
    var loop = new Message().text(1, "turns").text(1, "").text(1, "x").text(2, "y");
    var model =
        new TinyModel()
            .input("x", Datatype.FP32, "batch_size", "1")
            .output("y", Datatype.FP32, "batch_size", "1");
    model
        .graph
        .message(1, node("ReduceMax", "x", "most").message(5, whole("keepdims", 0)))
        .message(1, node("Cast", "most", "turns").message(5, whole("to", 7)))
        .message(1, loop.text(4, "Loop").message(5, turns));
    return model;
  }

  private static Message whole(String attribute, long value) {
    return new Message().text(1, attribute).number(3, value).number(20, WHOLE);
  }

  private static Message node(String operator, String input, String output) {
    return new Message().text(1, input).text(2, output).text(4, operator);
  }

  public TinyModel input(String name, Datatype datatype, String... dimensions) {
    graph.message(11, value(name, datatype, dimensions));
    return this;
  }

  public TinyModel output(String name, Datatype datatype, String... dimensions) {
    graph.message(12, value(name, datatype, dimensions));
    return this;
  }

  public TinyModel node(String operator, List<String> inputs, List<String> outputs) {
    var node = new Message();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    graph.message(1, node.text(4, operator));
    return this;
  }

  /** A constant vector. */
  public TinyModel floats(String name, float... values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return vector(name, Datatype.FP32, values.length, raw.array());
  }

  /** A constant vector. */
  public TinyModel longs(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return vector(name, Datatype.INT64, values.length, raw.array());
  }

  private TinyModel vector(String name, Datatype datatype, int length, byte[] raw) {
    var tensor = new Message().number(1, length).number(2, elementType(datatype));
    graph.message(5, tensor.text(8, name).bytes(9, raw));
    return this;
  }

  /** The ONNX file. */
  public byte[] bytes() {
    return new Message()
        .number(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, OPSET))
        .toBytes();
  }

  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the file and stands it up as if a store had fetched it. */
  public Artifact artifact(Path file) {
    write(file);
    return new Artifact(
        new ModelSource.FileSource(file), Digests.sha256(bytes()), file, bytes().length);
  }

  private static Message value(String name, Datatype datatype, String... dimensions) {
    var shape = new Message();
    for (String dimension : dimensions) {
      boolean fixed = dimension.chars().allMatch(Character::isDigit) && !dimension.isEmpty();
      shape.message(
          1,
          fixed
              ? new Message().number(1, Long.parseLong(dimension))
              : new Message().text(2, dimension));
    }
    var tensor = new Message().number(1, elementType(datatype)).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  private static int elementType(Datatype datatype) {
    return switch (datatype) {
      case FP32 -> 1;
      case UINT8 -> 2;
      case INT8 -> 3;
      case UINT16 -> 4;
      case INT16 -> 5;
      case INT32 -> 6;
      case INT64 -> 7;
      case BYTES -> 8;
      case BOOL -> 9;
      case FP16 -> 10;
      case FP64 -> 11;
      case UINT32 -> 12;
      case UINT64 -> 13;
      case BF16 -> 16;
    };
  }

  /** A Protocol Buffers message under construction. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint(((long) field << 3) | VARINT);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    Message bytes(int field, byte[] value) {
      varint(((long) field << 3) | LENGTH_DELIMITED);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }
}
