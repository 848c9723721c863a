package dev.hearth.cli.bench;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An input with its data as the binary forms of the protocol have it. */
record TensorData(String name, Datatype datatype, List<Long> shape, ByteString raw) {
  TensorData {
    shape = List.copyOf(shape);
  }

  /** Name, datatype and shape, without data. */
  ObjectNode head(ObjectNode to) {
    to.put("name", name).put("datatype", datatype.name());
    ArrayNode dimensions = to.putArray("shape");
    shape.forEach(dimensions::add);
    return to;
  }

  /** The whole input as the protocol's JSON. */
  ObjectNode json(ObjectNode to) {
    ArrayNode data = head(to).putArray("data");
    ByteBuffer from = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      switch (datatype) {
        case BOOL -> data.add(from.get() != 0);
        case BYTES -> data.add(text(from));
        case FP16, BF16, FP32 -> data.add((float) datatype.fraction(from));
        case FP64 -> data.add(from.getDouble());
        case UINT64 -> data.add(new BigInteger(Long.toUnsignedString(from.getLong())));
        default -> data.add(datatype.whole(from));
      }
    }
    return to;
  }

  private static String text(ByteBuffer from) {
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many elements a shape has. */
  static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** BYTES of texts. */
  static ByteString raw(List<String> texts) {
    return bytes(texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** BYTES of elements. */
  static ByteString bytes(List<byte[]> encoded) {
    int size = encoded.stream().mapToInt(bytes -> 4 + bytes.length).sum();
    ByteBuffer to = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    encoded.forEach(bytes -> to.putInt(bytes.length).put(bytes));
    return ByteString.copyFrom(to.flip());
  }
}
