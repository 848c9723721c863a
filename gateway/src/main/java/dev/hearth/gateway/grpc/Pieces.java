package dev.hearth.gateway.grpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What has come of a message that does not lie within one chunk. Large pieces are kept as they came
 * and small ones put together, so that they take little more memory than they have bytes.
 */
final class Pieces {
  private static final int SMALL_BYTES = 4 << 10;
  private static final int DIRECT_BYTES = 64 << 10;
  private static final ByteBuffer FULL = ByteBuffer.allocate(0);

  private final List<ByteBuffer> complete = new ArrayList<>();
  private ByteBuffer small = FULL;
  private int length;

  int length() {
    return length;
  }

  /** Keeps a piece, whose memory nobody writes any more. */
  void add(ByteBuffer piece) {
    length += piece.remaining();
    if (piece.remaining() >= SMALL_BYTES) {
      seal();
      complete.add(piece);
      return;
    }
    Deframer.move(piece, small);
    if (piece.hasRemaining()) {
      seal();
      small = ByteBuffer.allocate(SMALL_BYTES).put(piece);
    }
  }

  private void seal() {
    if (small.position() > 0) {
      complete.add(small.flip());
      small = FULL;
    }
  }

  /** The message in one, after which nothing may be added. */
  ByteBuffer whole() {
    seal();
    ByteBuffer whole =
        length < DIRECT_BYTES ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
    complete.forEach(whole::put);
    return whole.flip();
  }
}
