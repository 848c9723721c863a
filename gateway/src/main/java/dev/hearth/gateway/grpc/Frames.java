package dev.hearth.gateway.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Messages as they go out: a flag, the length, and the message. */
final class Frames {
  private Frames() {}

  static Buffer of(MessageLite message) {
    return of(message, message.getSerializedSize(), List.of());
  }

  /**
   * A message in one piece, with bytes fields after those that it has.
   *
   * @param size of all together
   */
  static Buffer of(MessageLite message, int size, List<ByteField> fields) {
    var frame = new byte[Deframer.PREFIX_BYTES + size];
    ByteBuffer.wrap(frame).putInt(1, size);
    CodedOutputStream out = CodedOutputStream.newInstance(frame, Deframer.PREFIX_BYTES, size);
    try {
      message.writeTo(out);
      for (ByteField field : fields) {
        field.writeTo(out);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BufferInternal.buffer(Unpooled.wrappedBuffer(frame));
  }

  /** The same in many pieces: the data of the fields are not copied. */
  static Buffer shared(MessageLite message, int size, List<ByteField> fields) {
    var parts = new ByteBuffer[1 + 2 * fields.size()];
    byte[] head = new byte[Deframer.PREFIX_BYTES + message.getSerializedSize()];
    parts[0] = ByteBuffer.wrap(head).putInt(1, size);
    parts[0].position(0);
    try {
      CodedOutputStream out =
          CodedOutputStream.newInstance(
              head, Deframer.PREFIX_BYTES, head.length - Deframer.PREFIX_BYTES);
      message.writeTo(out);
      for (int i = 0; i < fields.size(); i++) {
        parts[1 + 2 * i] = fields.get(i).prefix();
        parts[2 + 2 * i] = fields.get(i).data();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BufferInternal.buffer(Unpooled.wrappedBuffer(parts.length, parts));
  }

  /** A field of bytes. */
  record ByteField(int number, ByteBuffer data) {
    private static final int LENGTH_DELIMITED = 2;

    /** Bytes it takes in a message. */
    int size() {
      return CodedOutputStream.computeTagSize(number)
          + CodedOutputStream.computeUInt32SizeNoTag(data.remaining())
          + data.remaining();
    }

    void writeTo(CodedOutputStream out) throws IOException {
      out.writeTag(number, LENGTH_DELIMITED);
      out.writeUInt32NoTag(data.remaining());
      out.write(data.duplicate());
    }

    private ByteBuffer prefix() throws IOException {
      var bytes = new byte[size() - data.remaining()];
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeTag(number, LENGTH_DELIMITED);
      out.writeUInt32NoTag(data.remaining());
      return ByteBuffer.wrap(bytes);
    }
  }
}
