package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Messages of {@code application/vnd.amazon.eventstream}: the lengths of the whole and of the
 * headers as 32-bit numbers, their CRC-32, headers, payload, and the CRC-32 of all that.
 */
final class EventStream {
  static final String MEDIA_TYPE = "application/vnd.amazon.eventstream";
  private static final int PRELUDE_BYTES = 12;
  private static final int CHECKSUM_BYTES = 4;
  private static final byte STRING = 7;

  /** A larger part goes out as several messages. */
  static final int MAX_PAYLOAD = 1 << 20;

  private EventStream() {}

  /** Part of an answer, not longer than {@link #MAX_PAYLOAD}. */
  static Buffer chunk(byte[] bytes, int offset, int length) {
    return message(
        Map.of(
            ":message-type", "event",
            ":event-type", "PayloadChunk",
            ":content-type", "application/octet-stream"),
        bytes,
        offset,
        length);
  }

  /** The end of an answer. */
  static Buffer complete(byte[] json) {
    return message(
        Map.of(
            ":message-type", "event",
            ":event-type", "InvokeComplete",
            ":content-type", "application/json"),
        json,
        0,
        json.length);
  }

  private static Buffer message(
      Map<String, String> headers, byte[] payload, int offset, int length) {
    Buffer head = Buffer.buffer();
    headers.forEach(
        (name, value) -> {
          byte[] text = value.getBytes(UTF_8);
          head.appendByte((byte) name.length()).appendString(name).appendByte(STRING);
          head.appendUnsignedShort(text.length).appendBytes(text);
        });
    int whole = PRELUDE_BYTES + head.length() + length + CHECKSUM_BYTES;
    Buffer message = Buffer.buffer(whole).appendInt(whole).appendInt(head.length());
    message.appendInt(checksum(message));
    message.appendBuffer(head).appendBytes(payload, offset, length);
    return message.appendInt(checksum(message));
  }

  private static int checksum(Buffer bytes) {
    var crc = new CRC32();
    crc.update(bytes.getBytes());
    return (int) crc.getValue();
  }
}
