package dev.hearth.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A body in two parts: its first bytes, and a direct little-endian buffer with all others. */
public final class SplitBody {
  private final byte[] head;
  private final ByteBuffer rest;

  /** Keeps both, without a copy. */
  public SplitBody(byte[] head, ByteBuffer rest) {
    this.head = head;
    this.rest = rest;
  }

  /** The first bytes; not to be written. */
  public byte[] head() {
    return head;
  }

  public ByteBuffer rest() {
    return rest;
  }

  static Problem shorterThanHead(int headBytes, long bodyBytes) {
    return Problem.badRequest(
        "the header says that the first %d bytes of the body are JSON, but the body has only %d"
            .formatted(headBytes, bodyBytes));
  }

  /** A body while it comes. */
  static final class Parts {
    private static final int FIRST_BYTES = 16 << 10;

    private final int headBytes;
    private byte[] head;
    private int headEnd;
    private ByteBuffer rest = ByteBuffer.allocateDirect(0);

    Parts(int headBytes) {
      this.headBytes = headBytes;
      this.head = new byte[Math.min(headBytes, FIRST_BYTES)];
    }

    /** Sees to it that so many bytes fit after the head. */
    void reserve(int bytes) {
      if (rest.capacity() < bytes) {
        rest = ByteBuffer.allocateDirect(bytes).put(rest.flip());
      }
    }

    void add(Buffer chunk) {
      int ofHead = Math.min(headBytes - headEnd, chunk.length());
      if (headEnd + ofHead > head.length) {
        int doubled = (int) Math.min(headBytes, 2L * head.length);
        head = Arrays.copyOf(head, Math.max(doubled, headEnd + ofHead));
      }
      chunk.getBytes(0, ofHead, head, headEnd);
      headEnd += ofHead;
      addRest(chunk, ofHead);
    }

    private void addRest(Buffer chunk, int from) {
      int more = chunk.length() - from;
      if (more == 0) {
        return;
      }
      if (rest.remaining() < more) {
        long doubled = Math.max(2L * rest.capacity(), (long) rest.position() + more);
        reserve(Math.clamp(doubled, FIRST_BYTES, Integer.MAX_VALUE));
      }
      int position = rest.position();
      ((BufferInternal) chunk).getByteBuf().getBytes(from, rest.slice(position, more));
      rest.position(position + more);
    }

    SplitBody body() {
      if (headEnd < headBytes) {
        throw shorterThanHead(headBytes, headEnd);
      }
      byte[] whole = head.length == headBytes ? head : Arrays.copyOf(head, headBytes);
      return new SplitBody(whole, rest.flip().order(ByteOrder.LITTLE_ENDIAN));
    }
  }
}
