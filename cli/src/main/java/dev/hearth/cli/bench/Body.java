package dev.hearth.cli.bench;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The start of an answer's body, in an array that is used again. */
final class Body {
  private byte[] bytes = new byte[1 << 10];
  private int length;
  private int keep;

  void start(int most) {
    length = 0;
    keep = most;
  }

  /** Keeps what fits; leaves the reader index as it is. */
  void add(ByteBuf chunk) {
    int more = Math.min(chunk.readableBytes(), keep - length);
    if (more <= 0) {
      return;
    }
    if (bytes.length < length + more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
    chunk.getBytes(chunk.readerIndex(), bytes, length, more);
    length += more;
  }

  Answer answer(Ending ending, String reason, int jsonBytes) {
    return new Answer(ending, reason, bytes, length, jsonBytes);
  }

  Answer answer(Ending ending, String reason) {
    return answer(ending, reason, -1);
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }
}
