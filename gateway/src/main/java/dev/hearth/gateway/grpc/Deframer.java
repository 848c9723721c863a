package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a call into its messages, each of which comes after a flag and its length. A
 * message that lies within one chunk shares the chunk's memory; any other is copied once. Owned by
 * the event loop.
 */
final class Deframer {
  static final int PREFIX_BYTES = 5;

  private static final int DIRECT_BYTES = 64 << 10;

  /** Where messages go. */
  interface Sink {
    /**
     * A message.
     *
     * @param hold the share of memory it takes, to be released when it is answered
     */
    void message(ByteBuffer data, boolean compressed, Bodies.Hold hold);
  }

  private final Bodies bodies;
  private final Sink sink;
  private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
  private Bodies.@Nullable Hold hold;
  private @Nullable ByteBuffer partial;
  private int size;
  private boolean compressed;

  Deframer(Bodies bodies, Sink sink) {
    this.bodies = bodies;
    this.sink = sink;
  }

  /**
   * Takes what came.
   *
   * @throws Problem if it is no message, or one that is too large or for which there is no memory
   */
  void add(ByteBuffer bytes) {
    do {
      if (hold == null) {
        readPrefix(bytes);
      }
      if (hold != null) {
        readMessage(bytes, hold);
      }
    } while (bytes.hasRemaining());
  }

  /** Whether a message has begun and not ended. */
  boolean inMessage() {
    return hold != null || prefix.position() > 0;
  }

  /** Lets go what is held for a message that will not be read to its end. */
  void release() {
    if (hold != null) {
      hold.release();
    }
  }

  private void readPrefix(ByteBuffer bytes) {
    move(bytes, prefix);
    if (prefix.hasRemaining()) {
      return;
    }
    int flag = prefix.get(0);
    if (flag != 0 && flag != 1) {
      throw Problem.badRequest(
          "a message begins with the byte " + flag + " but must begin with 0, or 1 if compressed");
    }
    compressed = flag == 1;
    Bodies.Hold share = bodies.hold();
    share.take(Integer.toUnsignedLong(prefix.getInt(1)));
    size = prefix.getInt(1);
    hold = share;
  }

  private void readMessage(ByteBuffer bytes, Bodies.Hold share) {
    if (partial == null && bytes.remaining() >= size) {
      ByteBuffer message = bytes.slice(bytes.position(), size);
      bytes.position(bytes.position() + size);
      emit(message, share);
      return;
    }
    if (partial == null) {
      partial = size < DIRECT_BYTES ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    }
    move(bytes, partial);
    if (!partial.hasRemaining()) {
      emit(partial.flip(), share);
    }
  }

  private void emit(ByteBuffer message, Bodies.Hold share) {
    hold = null;
    partial = null;
    prefix.clear();
    sink.message(message.order(ByteOrder.LITTLE_ENDIAN), compressed, share);
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
  }
}
